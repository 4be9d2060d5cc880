//! Stopping Python code that runs on and on, when the user wants to stop.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use alembic_runtime::interrupt_flag;
use rustpython_vm::signal::{UserSignalReceiver, UserSignalSender, user_signal_channel};
use rustpython_vm::{PyResult, VirtualMachine};

/// How long Python may go on; a statement that is sent meanwhile stops the command by itself.
const PATIENCE: Duration = Duration::from_millis(50);

/// Watches for the wish to stop as long as it lives.
pub(super) struct Watch {
    _alive: Arc<()>,
}

impl Watch {
    /// Starts to watch; what comes out at the other end belongs into the interpreter.
    pub(super) fn start() -> (Self, UserSignalReceiver) {
        let (sender, receiver) = user_signal_channel();
        let alive = Arc::new(());
        let watched = Arc::downgrade(&alive);
        // Where there is no thread to be had, only statements stop.
        let _ = thread::Builder::new()
            .name("alembic-interrupts".to_owned())
            .spawn(move || watch(&watched, &sender));
        (Self { _alive: alive }, receiver)
    }
}

fn watch(watched: &Weak<()>, sender: &UserSignalSender) {
    let requested = interrupt_flag();
    let mut is_sent = false;
    while watched.strong_count() > 0 {
        thread::sleep(PATIENCE);
        let is_requested = requested.load(Ordering::Relaxed);
        if is_requested && !is_sent && sender.send(Box::new(raise)).is_err() {
            return;
        }
        is_sent = is_requested;
    }
}

/// Raises `KeyboardInterrupt`, unless a statement has stopped the command meanwhile.
fn raise(vm: &VirtualMachine) -> PyResult<()> {
    if !interrupt_flag().load(Ordering::Relaxed) {
        return Ok(());
    }
    let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
    Err(vm.new_exception_empty(class))
}

/// Does what may change how the process takes Ctrl-C, and changes that back.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library knows no signals")]
pub(super) fn keep_handler<T>(act: impl FnOnce() -> T) -> T {
    // SAFETY: it is a plain struct of integers, for which zeros are valid.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: the pointers are valid for the call, or say that there is nothing to set.
    let is_known = unsafe { libc::sigaction(libc::SIGINT, std::ptr::null(), &raw mut before) } == 0;
    let result = act();
    if is_known {
        // SAFETY: what is set was in force before, and is as valid as it was then.
        unsafe { libc::sigaction(libc::SIGINT, &raw const before, std::ptr::null_mut()) };
    }
    result
}

#[cfg(not(unix))]
pub(super) fn keep_handler<T>(act: impl FnOnce() -> T) -> T {
    act()
}
