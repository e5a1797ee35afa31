//! One event as a sentence to be heard, for a face on which it is a picture.

use backend::event::Event;

use super::Row;
use crate::render::segment::line::spoken as segment_spoken;

impl Row<'_> {
    /// What the row says, without its number and time.
    #[must_use]
    pub(in crate::render) fn spoken(&self) -> String {
        let mut parts: Vec<String> = self.socket.iter().map(ToString::to_string).collect();
        if let Some((call, result)) = &self.call {
            parts.push(call.clone());
            parts.extend(result.clone());
        }
        if let Event::Segment(segment) = &self.entry.event {
            parts.push(segment_spoken(self.words, segment));
        }
        parts.extend(self.says.iter().map(|says| says.to_string()));
        parts.extend(self.bytes.iter().map(|bytes| bytes.text.clone()));
        if let Some(label) = self.label {
            parts.push(format!("({})", label.words(self.words)));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }
}
