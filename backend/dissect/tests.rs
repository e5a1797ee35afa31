//! Frames, whole and broken.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = headers(&bytes);
        let _ = headers_of_packet(&bytes);
        let _ = payload(&bytes);
    }
}
