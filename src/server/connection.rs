//! A connection: it is read no further ahead than [`Ahead`] lets it, and ends when the client does nothing for too long.
//!
//! Invariants: a head that is begun arrives in time, also the second one of a connection. An answer is read at the least
//! speed, or the connection ends and its memory comes back.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::ahead::Ahead;

/// The least speed of a client that reads an answer, in bytes a second, counted over the time of a write.
const LEAST_SPEED: usize = 8 * 1024;

/// The library's answer to a head that is too large.
const HEAD_TOO_LARGE: &[u8] = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// The longest times that a connection may do nothing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// While an answer waits to be read: some of it is taken in that time, at [`LEAST_SPEED`].
    pub write: Duration,
    /// In the middle of a head.
    pub begun: Duration,
    /// Between two requests. The library ends an idle connection before; this time is for one that left some bytes behind.
    pub idle: Duration,
}

impl Patience {
    /// The times for this write timeout. The library answers the first head that is late, and so has to come first.
    pub fn of(write_timeout: Duration) -> Self {
        const LITTLE: Duration = Duration::from_secs(5);
        let begun = super::intake::PATIENCE + LITTLE;
        Patience { write: write_timeout, begun, idle: super::KEEP_ALIVE + begun }
    }

    /// The bytes of an answer that the client has to take within the write timeout.
    fn least(self) -> usize {
        LEAST_SPEED.saturating_mul(usize::try_from(self.write.as_millis()).unwrap_or(usize::MAX)) / 1000
    }
}

/// A connection that is read ahead only so far.
pub struct Connection {
    stream: TcpStream,
    ahead: Rc<Ahead>,
    patience: Patience,
    timer: Option<Pin<Box<Sleep>>>,
    /// The time since which the client takes too little of waiting bytes, and the number that it took since.
    blocked: Option<(Instant, usize)>,
    /// Whether the library has looked at all bytes that were read.
    is_looked_at: bool,
}

impl Connection {
    pub fn new(stream: TcpStream, patience: Patience) -> Self {
        Connection { stream, ahead: Rc::new(Ahead::new()), patience, timer: None, blocked: None, is_looked_at: false }
    }

    pub fn ahead(&self) -> Rc<Ahead> {
        Rc::clone(&self.ahead)
    }

    fn note_written(&mut self, written: &Poll<io::Result<usize>>, of: usize) {
        match written {
            Poll::Pending => drop(self.blocked.get_or_insert((Instant::now(), 0))),
            Poll::Ready(Ok(length)) if *length < of => {
                self.blocked.get_or_insert((Instant::now(), 0)).1 += length;
            }
            Poll::Ready(_) => {
                self.blocked = None;
                self.ahead.note_progress();
            }
        }
    }

    /// Waits until the client has done nothing, or too little, for too long.
    ///
    /// The timer is not moved with each event: it goes off too early, and is set anew.
    fn poll_idle(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let end = match self.blocked {
                Some((since, _)) => since + self.patience.write,
                None if self.ahead.is_busy() => return Poll::Pending,
                None if self.ahead.is_untaken() => self.ahead.last() + self.patience.begun,
                None => self.ahead.last() + self.patience.idle,
            };
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
            if timer.deadline() > end {
                timer.as_mut().reset(end);
            }
            ready!(timer.as_mut().poll(context));
            if Instant::now() < end {
                timer.as_mut().reset(end);
                continue;
            }
            match &mut self.blocked {
                Some(taking) if taking.1 >= self.patience.least() => *taking = (Instant::now(), 0),
                Some(_) => {
                    tracing::warn!("an answer was given up, because nobody read it in time");
                    return Poll::Ready(());
                }
                None => return Poll::Ready(()),
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.ahead.has_room() {
            self.is_looked_at = false;
            let before = buffer.filled().len();
            if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
                self.ahead.note_read(buffer.filled().len().saturating_sub(before));
                return Poll::Ready(read);
            }
        } else if self.ahead.is_busy() || self.blocked.is_some() {
            self.ahead.wait_for_room(context.waker());
        } else if self.is_looked_at {
            // All the room is full without a whole request: the connection ends as if the client had said all.
            let _ = self.stream.try_write(HEAD_TOO_LARGE);
            return Poll::Ready(Ok(()));
        } else {
            self.is_looked_at = true;
            self.ahead.wait_for_room(context.waker());
            context.waker().wake_by_ref();
        }
        self.poll_idle(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note_written(&written, bytes.len());
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.note_written(&written, bytes.iter().map(|slice| slice.len()).sum());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::super::ahead::FURTHEST;
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const NO_END: Patience = Patience { write: HOUR, begun: HOUR, idle: HOUR };

    /// Runs `run` with a connection and its client, which has sent this many bytes, and stays until the end.
    fn with_connection(patience: Patience, bytes: usize, run: impl AsyncFnOnce(Connection, &mut TcpStream)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio::task::LocalSet::new().block_on(&runtime, async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (stream, _) = listener.accept().await.unwrap();
            let sent = tokio::task::spawn_local(async move {
                client.write_all(&vec![b'x'; bytes]).await.unwrap();
                client
            });
            let mut client = sent.await.unwrap();
            run(Connection::new(stream, patience), &mut client).await;
        })
    }

    /// Reads until the connection gives nothing more for now.
    async fn read_so_far(connection: &mut Connection) -> usize {
        let (mut piece, mut all) = ([0; 1000], 0);
        loop {
            tokio::select! {
                biased;
                length = connection.read(&mut piece) => {
                    let length = length.unwrap();
                    assert!(length > 0, "the connection is not at its end");
                    all += length;
                }
                // The runtime's driver had its turn, and the socket is still not readable, or may not be read.
                () = tokio::time::sleep(Duration::from_millis(20)) => return all,
            }
        }
    }

    #[test]
    fn nothing_is_read_far_ahead_of_what_is_taken() {
        with_connection(NO_END, 300_000, async |mut connection, _client| {
            let ahead = connection.ahead();
            ahead.begin(Some(0));
            let first = read_so_far(&mut connection).await;
            assert!((FURTHEST..FURTHEST + 1000).contains(&first), "{first}");
            assert_eq!(read_so_far(&mut connection).await, 0);
            // The next request begins, and each piece that is taken makes room.
            ahead.begin(Some(120_000));
            let second = read_so_far(&mut connection).await;
            assert!((FURTHEST..FURTHEST + 1000).contains(&second), "{second}");
            ahead.take(20_000);
            let third = read_so_far(&mut connection).await;
            assert!((FURTHEST..FURTHEST + 1000).contains(&third), "{third}");
            // The rest of the body is thrown away.
            ahead.end();
            let rest = read_so_far(&mut connection).await;
            assert_eq!(first + second + third + rest, 300_000);
        });
    }

    #[test]
    fn the_rest_of_a_body_in_chunks_is_read_to_be_thrown_away_and_no_further_than_to_the_next_request() {
        with_connection(NO_END, 400_000, async |mut connection, _client| {
            let ahead = connection.ahead();
            ahead.begin(None);
            let first = read_so_far(&mut connection).await;
            assert!((FURTHEST..FURTHEST + 1000).contains(&first), "{first}");
            ahead.end();
            let mut piece = [0; 100_000];
            connection.read_exact(&mut piece).await.unwrap();
            ahead.begin(Some(0));
            let next = read_so_far(&mut connection).await;
            assert!((FURTHEST..FURTHEST + 1000).contains(&next), "{next}");
            // A body that was taken to its end leaves nothing to be thrown away.
            ahead.begin(None);
            ahead.take_end();
            ahead.end();
            let mut rest = Vec::new();
            connection.read_to_end(&mut rest).await.unwrap();
            assert!((FURTHEST..2 * FURTHEST).contains(&rest.len()), "{}", rest.len());
        });
    }

    #[test]
    fn what_waits_for_room_goes_on_when_there_is_some() {
        with_connection(NO_END, 200_000, async |mut connection, _client| {
            let ahead = connection.ahead();
            ahead.begin(Some(0));
            assert!(read_so_far(&mut connection).await < 200_000);
            let taking = tokio::task::spawn_local(async move { ahead.begin(Some(0)) });
            let mut piece = [0; 10];
            assert_eq!(connection.read(&mut piece).await.unwrap(), 10);
            taking.await.unwrap();
        });
    }

    #[test]
    fn a_head_that_is_too_large_is_answered_and_ends_the_connection() {
        with_connection(NO_END, 100_000, async |mut connection, client| {
            let mut head = Vec::new();
            connection.read_to_end(&mut head).await.unwrap();
            assert!((FURTHEST..2 * FURTHEST).contains(&head.len()), "{}", head.len());
            drop(connection);
            let mut answer = vec![0; HEAD_TOO_LARGE.len()];
            client.read_exact(&mut answer).await.unwrap();
            assert_eq!(answer, HEAD_TOO_LARGE);
        });
    }

    #[test]
    fn an_answer_that_is_read_too_slowly_ends_the_connection() {
        let impatient = Patience { write: Duration::from_millis(1), ..NO_END };
        with_connection(impatient, 0, async |mut connection, _client| {
            connection.ahead().begin(Some(0));
            let mut writing = true;
            while writing {
                let written = poll_fn(|context| Poll::Ready(Pin::new(&mut connection).poll_write(context, &[b'x'; 100_000]))).await;
                writing = written.is_ready();
            }
            assert_eq!(connection.read(&mut [0; 10]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_head_that_does_not_end_ends_the_connection_and_a_call_does_not() {
        let impatient = Patience { begun: Duration::ZERO, ..NO_END };
        with_connection(impatient, 100, async |mut connection, client| {
            let ahead = connection.ahead();
            let mut piece = [0; 100];
            assert_eq!(connection.read(&mut piece).await.unwrap(), 100);
            ahead.begin(Some(0));
            assert_eq!(read_so_far(&mut connection).await, 0, "it is being answered");
            ahead.end();
            assert_eq!(read_so_far(&mut connection).await, 0, "it is between two requests");
            client.write_all(b"POST").await.unwrap();
            assert_eq!(connection.read(&mut piece).await.unwrap(), 4);
            assert_eq!(connection.read(&mut piece).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        });
        let impatient = Patience { idle: Duration::ZERO, ..NO_END };
        with_connection(impatient, 0, async |mut connection, _client| {
            assert_eq!(connection.read(&mut [0; 10]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        });
    }
}
