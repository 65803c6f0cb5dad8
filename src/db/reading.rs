//! The bytes that a read brings into memory. The caller chooses how many records a page has, and how long they are: so what one
//! call reads has a bound. Of the calls that read much only one runs at a time for every two cores; the others wait for it.
//!
//! Invariants: bytes are counted row by row, as they come from the database, and reading ends with the first row that is too
//! many. The count belongs to the thread and ends with the work that it was begun for.

use std::cell::RefCell;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use diesel::QueryResult;

use super::interrupt;
use super::stored::{Head, Record, Recorded};
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The most that one call reads. Its reply is about as long.
const MOST: usize = 32 << 20;

/// The most that a call reads while any number of others do so, too.
const FREELY: usize = 4 << 20;

thread_local! {
    /// The count of this thread's work; none if its bytes are not counted.
    static COUNT: RefCell<Option<Count>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Count {
    bytes: usize,
    /// The place that work has which reads much.
    place: Option<Place>,
}

/// Restores the count before it in the end, also after a panic.
struct Outer(Option<Count>);

impl Drop for Outer {
    fn drop(&mut self) {
        COUNT.set(self.0.take());
    }
}

/// Works, and counts the bytes that the work reads.
pub(super) fn counted<T>(work: impl FnOnce() -> T) -> T {
    let outer = Outer(COUNT.replace(Some(Count::default())));
    let result = work();
    drop(outer);
    result
}

/// Counts anew: what was read so far is no longer in memory.
pub(crate) fn begin_anew() {
    COUNT.with_borrow_mut(|count| {
        if let Some(count) = count {
            count.bytes = 0;
        }
    });
}

/// Counts these bytes for the work of this thread.
///
/// # Errors
///
/// `payload_too_large` if the work has read all that it may; `unavailable` if it finds no place before its deadline.
pub(super) fn count(bytes: usize) -> Result<()> {
    let (total, has_place) = COUNT.with_borrow_mut(|count| match count {
        Some(count) => {
            count.bytes = count.bytes.saturating_add(bytes);
            (count.bytes, count.place.is_some())
        }
        None => (0, true),
    });
    if total > MOST {
        return Err(too_much());
    }
    if total > FREELY && !has_place {
        let place = Place::take()?;
        COUNT.with_borrow_mut(|count| {
            if let Some(count) = count {
                count.place = Some(place);
            }
        });
    }
    Ok(())
}

fn too_much() -> Error {
    Error::PayloadTooLarge(Sentence::ReadsTooMuch { most: MOST >> 20 }.into())
}

/// Whether this is what [`count`] says of work that reads too much.
pub(crate) fn is_too_much(error: &Error) -> bool {
    matches!((error, too_much()), (Error::PayloadTooLarge(said), Error::PayloadTooLarge(own)) if *said == own)
}

/// A place for work that reads much, held until it is dropped.
struct Place;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

impl Place {
    /// Waits for a place, until the deadline of this thread's work.
    fn take() -> Result<Self> {
        const PATIENCE: Duration = Duration::from_millis(200);
        let places = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken >= places {
            interrupt::in_time()?;
            taken = FREED.wait_timeout(taken, PATIENCE).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken += 1;
        Ok(Place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREED.notify_one();
    }
}

/// Reads records row by row, as far as they may be read.
pub(crate) fn collect<R: Record>(rows: impl Iterator<Item = QueryResult<(Head, R)>>) -> Result<Vec<Recorded<R>>> {
    let mut records = Vec::with_capacity(rows.size_hint().0);
    for row in rows {
        let record = Recorded::of_row(row?);
        let inputs = R::INPUTS.map_or(0, |inputs| (inputs.kept)(&record.record).len());
        count(size_of::<Recorded<R>>().saturating_add(inputs).saturating_add(record.long_texts()))?;
        records.push(record);
    }
    Ok(records)
}
