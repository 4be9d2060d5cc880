//! The code of source files, most of it compiled before it is asked for.
//!
//! Models are spread over many files. While one of them runs, another thread reads and compiles those that it imports
//! at its top, and those that they import. Nobody can tell: files are only read, and what is not compiled by the time
//! it is wanted, or not from the very text that is wanted, is compiled then, as is what cannot be compiled at all.

use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustpython_vm::compiler::{self, CompileOpts, Mode};
use rustpython_vm::{VirtualMachine, bytecode::CodeObject};

use super::source_imports::{Import, imports};

/// What the interpreter itself has for deep nesting at most.
const STACK_SIZE: usize = 64 << 20;

/// How many bytes of source may be compiled and not yet asked for: code takes many times their room.
const LEAD: usize = 128 << 10;

/// Compiles source files.
pub(super) struct Sources {
    ahead: Arc<Ahead>,
    /// Whether there is a processor to compile ahead on.
    has_thread: bool,
}

impl Sources {
    /// Returns what compiles as an interpreter does.
    pub(super) fn new(vm: &VirtualMachine) -> Self {
        let top = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
        let built_in = vm.state.module_defs.keys().copied();
        #[expect(clippy::disallowed_methods, reason = "they go into another set")]
        let frozen = vm.state.frozen.keys().copied();
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            ahead: Arc::new(Ahead {
                state: Mutex::default(),
                changed: Condvar::new(),
                options: vm.compile_opts(),
                inside: built_in.chain(frozen).map(top).collect(),
            }),
            has_thread: processors > 1,
        }
    }

    /// Returns the code of a file with this content, and goes ahead with what it imports from these folders; none where
    /// Python itself has to tell what is wrong with it, or how to read it.
    pub(super) fn code(
        &self,
        source: &[u8],
        path: &str,
        folders: impl FnOnce() -> Vec<String>,
    ) -> Option<CodeObject> {
        let text = plain_text(source)?;
        if self.has_thread {
            self.ahead.follow(text, path, &folders().into());
            self.start();
        }
        self.ahead
            .take(path, source)
            .or_else(|| compile(text, path, &self.ahead.options))
    }

    /// Returns what ends the thread when it goes.
    pub(super) fn end(&self) -> End {
        End(self.ahead.clone())
    }

    /// Starts the thread, unless it is at work already or has nothing to do.
    fn start(&self) {
        let mut state = self.ahead.lock();
        if state.is_running || state.waiting.is_empty() {
            return;
        }
        let ahead = self.ahead.clone();
        let started = thread::Builder::new()
            .name("alembic-sources".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || ahead.run());
        state.is_running = started.is_ok();
    }
}

/// Ends the thread when it goes, with the interpreter that the files are for.
pub(super) struct End(Arc<Ahead>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_all();
    }
}

/// What both threads know.
struct Ahead {
    state: Mutex<State>,
    changed: Condvar,
    options: CompileOpts,
    /// The modules and packages that the program brings along; they go before those of any folder.
    inside: HashSet<String>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Wish>,
    files: HashMap<String, File>,
    /// The bytes of source of the files that are ready.
    ready: usize,
    is_running: bool,
    is_over: bool,
}

/// An import to follow.
struct Wish {
    import: Import,
    /// The folders where modules are looked for.
    folders: Arc<[String]>,
}

/// How far a file is.
enum File {
    AtWork,
    Ready(Box<Compiled>),
    /// It was asked for; hardly a file is twice.
    Taken,
}

struct Compiled {
    source: Vec<u8>,
    code: Option<CodeObject>,
}

impl Ahead {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the code of a file that was compiled ahead, or is about to be.
    fn take(&self, path: &str, source: &[u8]) -> Option<CodeObject> {
        let mut state = self.lock();
        while matches!(state.files.get(path), Some(File::AtWork)) {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let Some(File::Ready(compiled)) = state.files.insert(path.to_owned(), File::Taken) else {
            return None;
        };
        state.ready = state.ready.saturating_sub(compiled.source.len());
        self.changed.notify_all();
        compiled.code.filter(|_| compiled.source == source)
    }

    /// Adds what a file imports to what waits.
    fn follow(&self, text: &str, path: &str, folders: &Arc<[String]>) {
        let mut found = imports(text, path);
        found.retain(|import| import.folder.is_some() || !self.inside.contains(import.top()));
        if found.is_empty() {
            return;
        }
        let wishes = found.into_iter().map(|import| Wish {
            import,
            folders: folders.clone(),
        });
        self.lock().waiting.extend(wishes);
    }

    /// Works until nothing waits.
    fn run(&self) {
        loop {
            let wish = {
                let mut state = self.lock();
                let wish = state.waiting.pop_front().filter(|_| !state.is_over);
                let Some(wish) = wish else {
                    state.is_running = false;
                    return;
                };
                wish
            };
            for path in wish.import.files(&wish.folders) {
                self.wait_for_room();
                self.prepare(path, &wish.folders);
            }
        }
    }

    /// Waits until enough of what is ready was asked for.
    fn wait_for_room(&self) {
        let has_no_room = |state: &mut State| state.ready > LEAD && !state.is_over;
        let state = self.changed.wait_while(self.lock(), has_no_room);
        drop(state.unwrap_or_else(PoisonError::into_inner));
    }

    /// Compiles a file, unless that is done.
    fn prepare(&self, path: String, folders: &Arc<[String]>) {
        {
            let mut state = self.lock();
            if state.files.contains_key(&path) {
                return;
            }
            state.files.insert(path.clone(), File::AtWork);
        }
        let mut done = Done {
            ahead: self,
            path,
            compiled: None,
        };
        let Ok(source) = fs_err::read(Path::new(&done.path)) else {
            return;
        };
        let code = plain_text(&source).and_then(|text| {
            self.follow(text, &done.path, folders);
            compile(text, &done.path, &self.options)
        });
        done.compiled = Some(Box::new(Compiled { source, code }));
    }
}

/// Tells who waits for a file that it is done, also where the compiler gives up in the middle.
struct Done<'a> {
    ahead: &'a Ahead,
    path: String,
    compiled: Option<Box<Compiled>>,
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        let path = std::mem::take(&mut self.path);
        let mut state = self.ahead.lock();
        let file = match self.compiled.take() {
            Some(compiled) => {
                state.ready += compiled.source.len();
                File::Ready(compiled)
            }
            None => File::Taken,
        };
        state.files.insert(path, file);
        drop(state);
        self.ahead.changed.notify_all();
    }
}

/// Returns a source as text, where no mark at its beginning says how to read it.
fn plain_text(source: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(source).ok()?;
    let is_marked = text.starts_with('\u{feff}')
        || text
            .lines()
            .take(2)
            .any(|line| line.starts_with('#') && line.contains("coding"))
        || text.contains('\0');
    (!is_marked).then_some(text)
}

fn compile(text: &str, path: &str, options: &CompileOpts) -> Option<CodeObject> {
    compiler::compile(text, Mode::Exec, path, *options).ok()
}
