//! Services about whose codes there is nothing to say on any day: nearly all of any file.

use crate::claim::MetService;

/// For each place among the services met, the one that stood there the last time, and whether it is settled.
#[derive(Debug, Default)]
pub(in crate::check) struct Settled(Vec<(u32, bool)>);

impl Settled {
    /// Whether a service is settled: as the last time, or else as `look` says.
    #[inline]
    pub(super) fn is(&mut self, service: MetService, look: impl FnOnce() -> bool) -> bool {
        match self.0.get(usize::from(service.place)) {
            Some(&(number, is)) if number == service.number => is,
            _ => self.keep(service, look()),
        }
    }

    #[cold]
    fn keep(&mut self, service: MetService, is: bool) -> bool {
        // No service has the number 0.
        let place = usize::from(service.place);
        self.0.resize(self.0.len().max(place + 1), (0, false));
        self.0[place] = (service.number, is);
        is
    }
}
