//! Sign-ins over loopback, as fast as one thread can drive them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use mock_idp::Registration;

use super::person::{Person, now};

/// Connections that sign people in at once: enough that the server never waits for one.
const CONNECTIONS: usize = 16;

/// Returns the sign-ins per second, driven from one thread, which takes its time from the same cores.
pub(crate) fn flows(address: &str, web: &Arc<Registration>, lasting: Duration) -> f64 {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
    let (done, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let timer = Arc::clone(&over);
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    let timer = thread::spawn(move || {
        thread::sleep(lasting);
        timer.store(true, Ordering::Relaxed);
    });
    let begun = now();
    runtime.block_on(async {
        let mut people = tokio::task::JoinSet::new();
        for _ in 0..CONNECTIONS {
            people.spawn(person(
                address.to_owned(),
                Arc::clone(web),
                Arc::clone(&done),
                Arc::clone(&over),
            ));
        }
        while let Some(person) = people.join_next().await {
            person.expect("every flow succeeds");
        }
    });
    timer.join().expect("the timer ends");
    let flows = u32::try_from(done.load(Ordering::Relaxed)).expect("a countable number");
    f64::from(flows) / begun.elapsed().as_secs_f64()
}

async fn person(
    address: String,
    web: Arc<Registration>,
    done: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
) {
    let mut person = Person::at(&address, &web).await;
    while !over.load(Ordering::Relaxed) {
        person.signs_in().await;
        done.fetch_add(1, Ordering::Relaxed);
    }
}
