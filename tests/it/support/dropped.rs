//! Work that is dropped where it waits, at one point after the other.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// More points than any of the work below waits at.
const MOST: usize = 400;

/// Lets work wait so many times and drops it at the next; what it gave if it was done before.
pub async fn dropped_after<T>(times: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = times;
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Tries the work anew with one wait more each time, until it comes to its end.
pub async fn at_every_point(mut attempt: impl AsyncFnMut(usize) -> bool) -> usize {
    for times in 0..MOST {
        if attempt(times).await {
            return times;
        }
    }
    panic!("it waits more than {MOST} times")
}
