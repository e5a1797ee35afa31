//! Frames that a user puts in from a file.

use std::{sync::Arc, time::Duration};

use super::{Lanes, News};
use crate::{
    dissect,
    event::Event,
    node::On,
    segment::{Fate, Filed, Segment, Source},
};

impl Lanes {
    /// Takes frames of a file: those that begin it, or more of the same.
    pub(crate) fn import(
        &mut self,
        now: Duration,
        frames: Vec<Filed>,
        begins: bool,
        news: &mut News,
    ) {
        if begins {
            self.filed = self.conversations.elsewhere();
        }
        self.filed.follow(&self.conversations);
        for Filed { captured, frame, frame_len } in frames {
            let headers = dissect::headers(&frame);
            let seen = self.filed.see(captured, On::Host, &headers);
            self.numbers += 1;
            let segment = Segment {
                number: self.numbers,
                source: Source::File,
                on: On::Host,
                captured,
                frame,
                frame_len,
                headers,
                sender: None,
                receiver: None,
                stream: seen.stream,
                relative: seen.relative,
                marks: seen.marks,
                fate: Fate::ARRIVED,
                reached: Vec::new(),
            };
            news.push((now, None, Event::Segment(Arc::new(segment))));
        }
        self.conversations.follow(&self.filed);
    }
}
