//! Bytes in flight: the bodies and answers that are in memory at once, counted for all callers together and for each.
//!
//! Invariants: a permit counts from the moment it grows until it is dropped, so that it goes with the value that holds the
//! bytes. Small bodies and answers have a share of their own, which large ones can't fill. One caller has at most half of either
//! share. A single body or answer that is larger than that half counts as the half, so that it passes when its caller has nothing
//! else in flight.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::sentences::{InFlight, Sentence};

/// The direction of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Bodies that are being received, or whose calls are being made.
    In,
    /// Answers that are being read.
    Out,
}

impl Direction {
    /// The largest size that is small: calls of which there are many at once, and pages of a list.
    const fn small(self) -> usize {
        match self {
            Direction::In => 16 * 1024,
            Direction::Out => 256 * 1024,
        }
    }

    const fn in_flight(self) -> InFlight {
        match self {
            Direction::In => InFlight::Bodies,
            Direction::Out => InFlight::Answers,
        }
    }
}

/// The bytes of one direction.
#[derive(Debug)]
pub struct Flight {
    direction: Direction,
    small: Share,
    large: Share,
}

impl Flight {
    /// Allows this many bytes at once, of which a quarter is for small bodies and answers.
    pub fn new(direction: Direction, bytes: usize) -> Self {
        let small = bytes / 4;
        Flight { direction, small: Share::new(small), large: Share::new(bytes.saturating_sub(small)) }
    }

    /// The number of bytes in flight.
    pub fn held(&self) -> usize {
        self.small.held().saturating_add(self.large.held())
    }

    /// A permit for a caller, of no bytes yet.
    pub fn permit(self: &Arc<Self>, caller: IpAddr) -> Permit {
        Permit { flight: Arc::clone(self), caller, size: Size::Small, is_named: false, bytes: 0 }
    }

    /// Checks that there is room left for a large body or answer.
    pub fn look(&self, caller: IpAddr) -> Result<()> {
        let Share { most, most_of_one, .. } = self.large;
        let held = self.large.held();
        if held == 0 {
            return Ok(());
        }
        let least = self.direction.small().min(most_of_one);
        if held.saturating_add(least) > most {
            return Err(self.refusal(Full::OfAll));
        }
        let held = self.large.of_each().get(&caller).copied().unwrap_or(0);
        if held.saturating_add(least) > most_of_one { Err(self.refusal(Full::OfOne)) } else { Ok(()) }
    }

    fn share(&self, size: Size) -> &Share {
        match size {
            Size::Small => &self.small,
            Size::Large => &self.large,
        }
    }

    fn refusal(&self, full: Full) -> Error {
        let what = self.direction.in_flight();
        Error::Unavailable(match full {
            Full::OfAll => Sentence::NoRoomForAll { what }.into(),
            Full::OfOne => Sentence::NoRoomForNetwork { what }.into(),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Small,
    Large,
}

/// The reason why there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Full {
    OfAll,
    OfOne,
}

/// A part of the bytes.
#[derive(Debug)]
struct Share {
    most: usize,
    most_of_one: usize,
    held: AtomicUsize,
    /// The bytes that each named caller holds.
    of_each: Mutex<HashMap<IpAddr, usize>>,
}

impl Share {
    fn new(most: usize) -> Self {
        Share { most, most_of_one: most / 2, held: AtomicUsize::new(0), of_each: Mutex::default() }
    }

    fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: usize, caller: Option<IpAddr>) -> Result<(), Full> {
        let before = self.held.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.most {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Full::OfAll);
        }
        let named = caller.map_or(Ok(()), |caller| self.name(bytes, caller));
        if named.is_err() {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
        }
        named
    }

    /// Counts bytes that are held already for their caller.
    fn name(&self, bytes: usize, caller: IpAddr) -> Result<(), Full> {
        let mut of_each = self.of_each();
        let held = of_each.get(&caller).copied().unwrap_or(0).saturating_add(bytes);
        if held > self.most_of_one {
            return Err(Full::OfOne);
        }
        of_each.insert(caller, held);
        Ok(())
    }

    /// Takes bytes, also if there is no room.
    fn overdraw(&self, bytes: usize, caller: IpAddr) {
        self.held.fetch_add(bytes, Ordering::Relaxed);
        let mut of_each = self.of_each();
        let held = of_each.entry(caller).or_default();
        *held = held.saturating_add(bytes);
    }

    fn give_back(&self, bytes: usize, caller: Option<IpAddr>) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
        let Some(caller) = caller else { return };
        let mut of_each = self.of_each();
        match of_each.get_mut(&caller) {
            Some(held) if *held > bytes => *held -= bytes,
            _ => {
                of_each.remove(&caller);
            }
        }
    }

    fn of_each(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.of_each.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Room for some bytes, until it is dropped.
#[derive(Debug)]
pub struct Permit {
    flight: Arc<Flight>,
    caller: IpAddr,
    size: Size,
    /// Whether it counts for its caller, too. A small permit that is soon dropped is not worth a lock.
    is_named: bool,
    bytes: usize,
}

impl Permit {
    /// Grows to this many bytes in all.
    pub fn grow_to(&mut self, bytes: usize) -> Result<()> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let grown = match self.size {
            Size::Small if bytes <= self.flight.direction.small() => {
                let grown = self.flight.small.take(bytes - self.bytes, self.name());
                grown.map(|()| self.bytes = bytes).or_else(|_| self.enlarge(bytes))
            }
            Size::Small => self.enlarge(bytes),
            Size::Large => {
                let bytes = bytes.min(self.flight.large.most_of_one).max(self.bytes);
                self.flight.large.take(bytes - self.bytes, self.name()).map(|()| self.bytes = bytes)
            }
        };
        grown.map_err(|full| self.flight.refusal(full))
    }

    /// Moves to the share of large bodies and answers.
    fn enlarge(&mut self, bytes: usize) -> Result<(), Full> {
        let bytes = bytes.min(self.flight.large.most_of_one);
        self.flight.large.take(bytes, Some(self.caller))?;
        self.flight.small.give_back(self.bytes, self.name());
        (self.size, self.is_named, self.bytes) = (Size::Large, true, bytes);
        Ok(())
    }

    /// Grows to this many bytes in all, also if there is no room: for an answer that can't be refused any more.
    pub fn overdraw_to(&mut self, bytes: usize) {
        if self.grow_to(bytes).is_ok() {
            return;
        }
        self.flight.large.overdraw(bytes, self.caller);
        self.flight.share(self.size).give_back(self.bytes, self.name());
        (self.size, self.is_named, self.bytes) = (Size::Large, true, bytes);
    }

    pub fn shrink_to(&mut self, bytes: usize) {
        let left_over = self.bytes.saturating_sub(bytes);
        self.flight.share(self.size).give_back(left_over, self.name().filter(|_| left_over > 0));
        self.bytes -= left_over;
    }

    /// Counts for the caller from now on, because it may take long.
    pub fn stays(&mut self) -> Result<()> {
        if self.is_named || self.bytes == 0 {
            return Ok(());
        }
        if self.flight.share(self.size).name(self.bytes, self.caller).is_ok() {
            self.is_named = true;
            return Ok(());
        }
        self.enlarge(self.bytes).map_err(|full| self.flight.refusal(full))
    }

    fn name(&self) -> Option<IpAddr> {
        self.is_named.then_some(self.caller)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.flight.share(self.size).give_back(self.bytes, self.name());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIB: usize = 1024;

    fn flight(bytes: usize) -> Arc<Flight> {
        Arc::new(Flight::new(Direction::In, bytes))
    }

    fn caller(number: u8) -> IpAddr {
        [10, 0, 0, number].into()
    }

    #[test]
    fn what_is_held_is_given_back() {
        let flight = flight(1024 * KIB);
        let mut permit = flight.permit(caller(1));
        for bytes in [1, 100, 16 * KIB, 17 * KIB, 300 * KIB] {
            permit.grow_to(bytes).unwrap();
            assert_eq!(flight.held(), bytes);
        }
        permit.shrink_to(20 * KIB);
        assert_eq!(flight.held(), 20 * KIB);
        permit.grow_to(10).unwrap();
        assert_eq!(flight.held(), 20 * KIB, "it does not shrink by itself");
        drop(permit);
        assert_eq!(flight.held(), 0);
        assert!(flight.large.of_each().is_empty() && flight.small.of_each().is_empty());
    }

    #[test]
    fn one_caller_has_half_of_what_is_for_large_ones_and_others_the_rest() {
        let flight = flight(1024 * KIB);
        let mut permits: Vec<Permit> = (0..4).map(|number| flight.permit(caller(number / 2))).collect();
        for permit in &mut permits {
            permit.grow_to(192 * KIB).unwrap();
        }
        let refused = permits[0].grow_to(193 * KIB).unwrap_err();
        assert!(matches!(&refused, Error::Unavailable(why) if matches!(**why, Sentence::NoRoomForAll { .. })), "{refused}");
        permits.pop();
        let refused = permits[0].grow_to(193 * KIB).unwrap_err();
        assert!(matches!(&refused, Error::Unavailable(why) if matches!(**why, Sentence::NoRoomForNetwork { .. })), "{refused}");
        assert_eq!(flight.held(), 3 * 192 * KIB, "what is refused is not counted");
        permits[2].grow_to(384 * KIB).unwrap();
    }

    #[test]
    fn small_ones_pass_while_large_ones_hold_all_that_is_theirs() {
        let flight = flight(1024 * KIB);
        let mut large: Vec<Permit> = (0..2).map(|number| flight.permit(caller(number))).collect();
        large.iter_mut().for_each(|permit| permit.grow_to(384 * KIB).unwrap());
        let mut small: Vec<Permit> = (0..16).map(|_| flight.permit(caller(0))).collect();
        small.iter_mut().for_each(|permit| permit.grow_to(16 * KIB).unwrap());
        assert!(flight.permit(caller(0)).grow_to(1).is_err());
        assert!(small[0].grow_to(17 * KIB).is_err());
        assert_eq!(flight.held(), 1024 * KIB);
    }

    #[test]
    fn small_ones_that_stay_count_for_their_caller() {
        let flight = flight(1024 * KIB);
        let mut permits: Vec<Permit> = (0..9).map(|_| flight.permit(caller(1))).collect();
        permits.iter_mut().for_each(|permit| permit.grow_to(16 * KIB).and_then(|()| permit.stays()).unwrap());
        assert_eq!(
            (flight.small.held(), flight.large.held()),
            (8 * 16 * KIB, 16 * KIB),
            "what is too much of the small ones is a large one"
        );
        let mut other = flight.permit(caller(2));
        assert!(other.grow_to(16 * KIB).is_ok() && other.stays().is_ok());
        assert_eq!(flight.small.held(), 9 * 16 * KIB);
    }

    #[test]
    fn a_single_one_passes_whatever_its_size() {
        let flight = flight(100);
        let mut permit = flight.permit(caller(1));
        permit.grow_to(1024 * KIB).unwrap();
        assert_eq!(flight.held(), 37, "half of three quarters");
        permit.grow_to(1025 * KIB).unwrap();
        assert!(flight.permit(caller(1)).grow_to(1024 * KIB).is_err());
    }

    #[test]
    fn what_can_not_be_refused_is_counted() {
        let flight = flight(100);
        let mut permit = flight.permit(caller(1));
        permit.overdraw_to(37);
        let mut second = flight.permit(caller(1));
        second.overdraw_to(500);
        assert_eq!(flight.held(), 537);
        drop(second);
        drop(permit);
        assert_eq!(flight.held(), 0);
        assert!(flight.large.of_each().is_empty());
    }

    #[derive(Debug, Clone)]
    enum Step {
        Grow(usize),
        Overdraw(usize),
        Shrink(usize),
        Stay,
        Drop,
    }

    fn step() -> impl Strategy<Value = (usize, Step)> {
        let bytes = prop_oneof![0..64 * KIB, 0..2 * KIB, 0..1024 * KIB];
        let step = prop_oneof![
            4 => bytes.clone().prop_map(Step::Grow),
            1 => bytes.clone().prop_map(Step::Overdraw),
            1 => bytes.prop_map(Step::Shrink),
            2 => Just(Step::Stay),
            2 => Just(Step::Drop),
        ];
        (0..6usize, step)
    }

    proptest! {
        /// Checks that after any steps the counts are the sums of the held bytes, no refused caller pays, and at the end nothing
        /// is left.
        #[test]
        fn the_counts_are_what_is_held(steps in prop::collection::vec(step(), 0..200)) {
            let flight = flight(512 * KIB);
            let fresh = |number: usize| flight.permit(caller(u8::try_from(number % 3).unwrap()));
            let mut permits: Vec<Permit> = (0..6).map(fresh).collect();
            for (number, step) in steps {
                let before = flight.held();
                let refused = match step {
                    Step::Grow(bytes) => permits[number].grow_to(bytes).is_err(),
                    Step::Stay => permits[number].stays().is_err(),
                    Step::Overdraw(bytes) => { permits[number].overdraw_to(bytes); false }
                    Step::Shrink(bytes) => { permits[number].shrink_to(bytes); false }
                    Step::Drop => { permits[number] = fresh(number); false }
                };
                prop_assert!(!refused || flight.held() == before);
                for size in [Size::Small, Size::Large] {
                    let share = flight.share(size);
                    let of = |is_counted: &dyn Fn(&&Permit) -> bool| -> usize {
                        permits.iter().filter(|permit| permit.size == size).filter(is_counted).map(|permit| permit.bytes).sum()
                    };
                    prop_assert_eq!(share.held(), of(&|_| true));
                    for number in 0..3 {
                        let counted = share.of_each().get(&caller(number)).copied().unwrap_or(0);
                        prop_assert_eq!(counted, of(&|permit| permit.name() == Some(caller(number))));
                    }
                }
            }
            permits.clear();
            prop_assert_eq!(flight.held(), 0);
            prop_assert!(flight.small.of_each().is_empty() && flight.large.of_each().is_empty());
        }
    }
}
