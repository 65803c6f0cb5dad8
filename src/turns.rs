//! Turns: fair shares of expensive work, such as long reads, password hashing and large batches.
//!
//! Work holds a place while it runs. One party holds only so many places; its further work waits, and places that become free go
//! round among the waiting parties. One party's thousand long reads delay another party's first read by the rest of one turn. No
//! call is refused because the service is busy.
//!
//! Invariants: a place comes back when its [`Turn`] is dropped, however the work ends; work that stops waiting
//! takes no place.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// The party in whose name work waits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// A profile, once its membership is known.
    Profile(i64),
    /// A person, by the signature of their token.
    User(i64),
    /// An application token, even if it is only claimed.
    ApplicationToken(i64),
    /// The network of a caller without a token.
    Network(IpAddr),
    /// The network of a caller who signs in. A sign-in does not queue behind its neighbours' registrations.
    SigningIn(IpAddr),
    /// A caller with an idempotency key.
    Key(String),
    /// The service itself.
    Service,
}

/// The party that waits for a turn, and its deadline.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The party in whose queue the work waits.
    pub party: Party,
    /// A further party that the work counts for: the person behind several profiles.
    pub also: Option<Party>,
    /// The moment after which nobody waits for the answer.
    pub deadline: Instant,
}

impl Asker {
    /// The asker for the service's own work, which has a minute.
    pub fn service() -> Self {
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
        Asker { party: Party::Service, also: None, deadline: Instant::now() + PATIENCE }
    }

    /// Waits for something until the deadline.
    pub async fn wait_for<T>(&self, future: impl Future<Output = T>) -> Result<T> {
        tokio::time::timeout_at(self.deadline.into(), future).await.map_err(|_| Error::too_late())
    }

    fn parties(&self) -> impl Iterator<Item = &Party> {
        std::iter::once(&self.party).chain(&self.also)
    }
}

/// Waiting items by party, taken out party by party, so that a long queue delays no other queue.
#[derive(Debug)]
pub struct Round<T> {
    queues: HashMap<Party, VecDeque<T>>,
    /// The parties that wait, the next one first.
    order: VecDeque<Party>,
}

impl<T> Default for Round<T> {
    fn default() -> Self {
        Round { queues: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Round<T> {
    pub fn push(&mut self, party: Party, item: T) {
        match self.queues.entry(party) {
            Entry::Occupied(mut queue) => queue.get_mut().push_back(item),
            Entry::Vacant(place) => {
                self.order.push_back(place.key().clone());
                place.insert(VecDeque::from([item]));
            }
        }
    }

    /// The first item of the first party whose first item may be taken.
    pub fn take(&mut self, may: impl Fn(&T) -> bool) -> Option<T> {
        let is_ready = |party: &Party| self.queues.get(party).and_then(VecDeque::front).is_some_and(&may);
        let position = self.order.iter().position(is_ready)?;
        let party = self.order.remove(position)?;
        let queue = self.queues.get_mut(&party)?;
        let item = queue.pop_front();
        if queue.is_empty() {
            self.queues.remove(&party);
        } else {
            self.order.push_back(party);
        }
        item
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// Lowers the priority of this thread, for long work, below the threads that serve everybody. Only Linux has priorities by
/// thread; on other systems this does nothing.
pub fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        use std::cell::Cell;

        const LESS_URGENT: i32 = 10;
        thread_local! {
            static STANDS_BACK: Cell<bool> = const { Cell::new(false) };
        }
        // A failure is ignored: the work then runs without it.
        if !STANDS_BACK.replace(true) {
            let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), LESS_URGENT);
        }
    }
}

/// The places of one kind of work.
#[derive(Debug)]
pub struct Turns {
    places: usize,
    /// The most places that one party holds.
    share: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    held: HashMap<Party, usize>,
    waiting: Round<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    asker: Asker,
    called: oneshot::Sender<Turn>,
}

/// A place that is held, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    /// The place and its holder; None once the place was given back.
    of: Option<(Arc<Turns>, Asker)>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((turns, asker)) = self.of.take() {
            turns.end(&asker);
        }
    }
}

impl Turns {
    pub fn new(places: usize, share: usize) -> Arc<Self> {
        Arc::new(Turns { places: places.max(1), share: share.max(1), state: Mutex::default() })
    }

    /// The number of places.
    pub fn places(&self) -> usize {
        self.places
    }

    /// The number of places that are held, for the metrics.
    pub fn taken(&self) -> usize {
        self.state().taken
    }

    /// Waits for a place.
    ///
    /// # Errors
    ///
    /// `unavailable` if there is no place before the deadline.
    pub async fn take(self: &Arc<Self>, asker: &Asker) -> Result<Turn> {
        let called = {
            let mut state = self.state();
            if state.taken < self.places && state.has_room(asker, self.share) {
                state.begin(asker);
                return Ok(self.turn(asker));
            }
            let (called, waiting) = oneshot::channel();
            state.waiting.push(asker.party.clone(), Waiting { asker: asker.clone(), called });
            waiting
        };
        let gone = |_| Error::internal("a queue of work was given up");
        asker.wait_for(called).await?.map_err(gone)
    }

    fn turn(self: &Arc<Self>, asker: &Asker) -> Turn {
        Turn { of: Some((Arc::clone(self), asker.clone())) }
    }

    /// Gives a place back, and hands free places to waiting parties.
    fn end(self: &Arc<Self>, asker: &Asker) {
        let mut state = self.state();
        state.end(asker);
        while state.taken < self.places {
            let State { held, waiting, .. } = &mut *state;
            let may = |first: &Waiting| first.called.is_closed() || has_room(held, &first.asker, self.share);
            let Some(Waiting { asker, called }) = waiting.take(may) else { return };
            match called.send(self.turn(&asker)) {
                Ok(()) => state.begin(&asker),
                // This work has stopped waiting, and never had the place.
                Err(mut turn) => turn.of = None,
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn has_room(held: &HashMap<Party, usize>, asker: &Asker, share: usize) -> bool {
    asker.parties().all(|party| held.get(party).is_none_or(|held| *held < share))
}

impl State {
    fn has_room(&self, asker: &Asker, share: usize) -> bool {
        has_room(&self.held, asker, share)
    }

    fn begin(&mut self, asker: &Asker) {
        self.taken += 1;
        for party in asker.parties() {
            *self.held.entry(party.clone()).or_default() += 1;
        }
    }

    fn end(&mut self, asker: &Asker) {
        self.taken = self.taken.saturating_sub(1);
        for party in asker.parties() {
            if let Some(held) = self.held.get_mut(party) {
                *held -= 1;
                if *held == 0 {
                    self.held.remove(party);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use super::*;

    fn asker(profile: i64, user: Option<i64>) -> Asker {
        let deadline = Instant::now() + Duration::from_secs(600);
        Asker { party: Party::Profile(profile), also: user.map(Party::User), deadline }
    }

    /// Work that waits for its turn.
    struct Work(std::pin::Pin<Box<dyn Future<Output = Result<Turn>>>>);

    impl Work {
        fn new(turns: &Arc<Turns>, asker: Asker) -> Self {
            let turns = Arc::clone(turns);
            let mut work = Work(Box::pin(async move { turns.take(&asker).await }));
            assert!(work.turn().is_none(), "it has to wait");
            work
        }

        fn turn(&mut self) -> Option<Turn> {
            match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(turn) => Some(turn.unwrap()),
                Poll::Pending => None,
            }
        }
    }

    fn at_once(turns: &Arc<Turns>, asker: &Asker) -> Turn {
        let mut taking = pin!(turns.take(asker));
        match taking.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => turn.unwrap(),
            Poll::Pending => panic!("there was a free place"),
        }
    }

    fn with_a_clock(test: impl FnOnce()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let _inside = runtime.enter();
        test();
    }

    #[test]
    fn one_party_leaves_room_for_another() {
        with_a_clock(|| {
            let turns = Turns::new(4, 2);
            let held = [at_once(&turns, &asker(1, None)), at_once(&turns, &asker(1, None))];
            let mut third = Work::new(&turns, asker(1, None));
            let other = at_once(&turns, &asker(2, None));
            drop(other);
            assert!(third.turn().is_none(), "a free place is not for a party that has its share");
            drop(held);
            assert!(third.turn().is_some());
        });
    }

    #[test]
    fn places_go_round_among_those_who_wait() {
        with_a_clock(|| {
            let turns = Turns::new(1, 1);
            let mut running = at_once(&turns, &asker(1, None));
            let mut many: Vec<Work> = (0..100).map(|_| Work::new(&turns, asker(1, None))).collect();
            let mut late = Work::new(&turns, asker(2, None));
            drop(running);
            running = many[0].turn().expect("it was first");
            assert!(late.turn().is_none());
            drop(running);
            assert!(late.turn().is_some(), "the other party's first comes before the first party's third");
        });
    }

    #[test]
    fn a_person_with_many_profiles_counts_once() {
        with_a_clock(|| {
            let turns = Turns::new(4, 2);
            let held: Vec<Turn> = (1..=2).map(|profile| at_once(&turns, &asker(profile, Some(7)))).collect();
            let mut third = Work::new(&turns, asker(3, Some(7)));
            let other = at_once(&turns, &asker(4, Some(8)));
            drop(other);
            assert!(third.turn().is_none());
            drop(held);
            assert!(third.turn().is_some());
        });
    }

    #[test]
    fn what_stops_waiting_takes_no_place() {
        with_a_clock(|| {
            let turns = Turns::new(1, 1);
            let running = at_once(&turns, &asker(1, None));
            let gone: Vec<Work> = (0..10).map(|_| Work::new(&turns, asker(2, None))).collect();
            drop(gone);
            let called = Work::new(&turns, asker(3, None));
            let mut last = Work::new(&turns, asker(4, None));
            drop(running);
            // This work was called and gone before it looked: the place goes to the next.
            drop(called);
            assert!(last.turn().is_some());
            drop(last);
            assert_eq!(turns.taken(), 0);
            let state = turns.state();
            assert!(state.held.is_empty() && state.waiting.is_empty() && state.waiting.queues.is_empty());
        });
    }
}
