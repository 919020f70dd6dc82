//! Ctrl-C: the first time a run ends with the report of what it has checked, the second time at once, and leaves no file that
//! is not whole.

use super::output::leave_nothing_unfinished;
use crate::check::Stop;
use std::io::{self, Write};

/// What shells take for a program that was interrupted: 128 and the number of the signal.
pub(super) const CODE: u8 = 130;

/// What a run that checks looks at from now on.
pub(super) fn stop_while_checking() -> Stop {
    stop_on_signal("what has been read is checked first")
}

/// What a run looks at from now on; `ending` says what it does before it ends.
pub(super) fn stop_on_signal(ending: &'static str) -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    let handler = move || {
        if asked.is_asked() {
            leave_nothing_unfinished(CODE);
        }
        asked.ask();
        // Where standard error cannot be written, nobody is there to be told.
        let _ = writeln!(io::stderr(), "stopping: {ending}; once more to stop at once");
    };
    // Where the system takes no handler, a signal ends this program as it does any other.
    let _ = ctrlc::set_handler(handler);
    stop
}
