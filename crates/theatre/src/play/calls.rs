//! Which request to Scalekit belongs to which hop.

use std::ops::Range;

use super::{Call, Hop, Play};

/// The calls of a hop.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls<'p> {
    /// The hop itself, as Scalekit saw it.
    pub(super) own: Option<&'p Call>,
    /// What the application requested before it answered.
    pub(super) within: Vec<&'p Call>,
}

/// Calls by hop.
pub(super) struct Cast<'p> {
    play: &'p Play,
    hops: Vec<&'p Hop>,
    /// The calls of each hop, in its order.
    pub(super) calls: Vec<Calls<'p>>,
    /// Whether one of the application's calls stands at one of several hops at which it may have been made.
    pub(super) is_guessed: bool,
}

/// Casts the calls of a play. The last hops and the last calls are known for certain, so acts and hops are gone through
/// backwards.
pub(super) fn cast(play: &Play) -> Cast<'_> {
    let hops: Vec<&Hop> = play.acts.iter().flat_map(|act| &act.hops).collect();
    let calls = vec![Calls::default(); hops.len()];
    let mut cast = Cast { play, hops, calls, is_guessed: false };
    let (mut end, mut later) = (play.calls.len(), cast.hops.len());
    for act in play.acts.iter().rev() {
        let hops = later - act.hops.len()..later;
        later = hops.start;
        let first = play.calls[..end].partition_point(|call| call.number <= act.since);
        // What came before hops that were forgotten is forgotten, too.
        let is_whole = if later == 0 { play.earlier == 0 } else { act.since > 0 };
        end = cast.act(hops, first..end, is_whole);
    }
    cast
}

impl Cast<'_> {
    /// Finds the calls of an act, and returns the first that may belong to an earlier one: none, if it is known where this
    /// one begins.
    fn act(&mut self, hops: Range<usize>, calls: Range<usize>, is_whole: bool) -> usize {
        let (mut end, mut later) = (calls.end, hops.end);
        for at in hops.clone().rev() {
            let own = self.play.calls[calls.start..end]
                .iter()
                .rposition(|call| is_of(call, self.hops[at]))
                .map(|own| calls.start + own);
            if let Some(own) = own {
                self.calls[at].own = Some(&self.play.calls[own]);
                self.place(at + 1..later, own + 1..end);
                (end, later) = (own, at);
            }
        }
        if is_whole {
            self.place(hops.start..later, calls.start..end);
            end = calls.start;
        }
        end
    }

    /// Puts the application's calls among these to its hops among those: what shows a code to the callback, what ends
    /// something to what is no GET, and everything else to the first one that carries a cookie.
    fn place(&mut self, hops: Range<usize>, calls: Range<usize>) {
        let of_app: Vec<_> =
            hops.filter(|at| self.hops[*at].to.origin != self.play.scalekit).collect();
        for call in self.play.calls[calls].iter().filter(|call| !call.is_by_browser()) {
            let hop = |at: &&usize| self.hops[**at];
            let has_code = |at: &&usize| hop(at).to.parameters.iter().any(|name| name == "code");
            let is_form = |at: &&usize| hop(at).method != "GET";
            let is_known = |at: &&usize| !hop(at).cookies.is_empty();
            let candidates = |is_one: &dyn Fn(&&usize) -> bool| -> Vec<usize> {
                of_app.iter().filter(is_one).copied().collect()
            };
            let ends = matches!(call.endpoint.as_deref(), Some("logout" | "revoke"));
            let found = [
                if call.shows("code") { candidates(&has_code) } else { Vec::new() },
                if ends { candidates(&is_form) } else { Vec::new() },
                candidates(&is_known),
                of_app.clone(),
            ];
            let Some(found) = found.iter().find(|found| !found.is_empty()) else { continue };
            self.is_guessed |= found.len() > 1 && !call.is_detail();
            let at = &found[0];
            self.calls[*at].within.push(call);
        }
    }
}

fn is_of(call: &Call, hop: &Hop) -> bool {
    call.is_by_browser() && call.method == hop.method && call.path() == hop.to.path
}
