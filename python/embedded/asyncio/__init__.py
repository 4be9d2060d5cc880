"""A light `asyncio`: coroutines run to their end, one after the other."""

__alembic_rs__ = True


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


TimeoutError = TimeoutError
_running = None


class _Suspend:
    """Gives a coroutine's turn back to the loop."""

    def __await__(self):
        yield


class Future:
    """A result that comes later."""

    def __init__(self, *, loop=None):
        self._done = False
        self._result = None
        self._exception = None
        self._callbacks = []

    def done(self):
        return self._done

    def cancelled(self):
        return isinstance(self._exception, CancelledError)

    def set_result(self, result):
        self._result = result
        self._finish()

    def set_exception(self, exception):
        self._exception = exception() if isinstance(exception, type) else exception
        self._finish()

    def _finish(self):
        self._done = True
        for callback in self._callbacks:
            callback(self)

    def add_done_callback(self, callback, *, context=None):
        if self._done:
            callback(self)
        else:
            self._callbacks.append(callback)

    def result(self):
        if not self._done:
            raise InvalidStateError("Result is not set.")
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self):
        if not self._done:
            raise InvalidStateError("Exception is not set.")
        return self._exception

    def cancel(self, msg=None):
        if self._done:
            return False
        self.set_exception(CancelledError())
        return True

    def __await__(self):
        while not self._done:
            yield self
        return self.result()

    __iter__ = __await__


class Task(Future):
    """A coroutine that runs beside others."""

    def __init__(self, coro, *, loop=None, name=None, context=None):
        super().__init__()
        self._coroutine = coro
        self._name = name
        _waiting.append(self)

    def get_name(self):
        return self._name or "Task"

    def get_coro(self):
        return self._coroutine

    def _step(self):
        try:
            self._coroutine.send(None)
        except StopIteration as stop:
            self.set_result(stop.value)
        except CancelledError as error:
            self._exception = error
            self._finish()
        except Exception as error:
            self.set_exception(error)
        else:
            _waiting.append(self)


_waiting = []


class AbstractEventLoop:
    """What runs coroutines."""

    _closed = False

    def run_until_complete(self, future):
        global _running
        if _running is not None:
            raise RuntimeError("This event loop is already running")
        _running = self
        try:
            task = future if isinstance(future, Future) else Task(_coroutine(future))
            while not task._done:
                if not _waiting:
                    raise RuntimeError(
                        "a coroutine waits for something that cannot happen in the built-in "
                        "interpreter"
                    )
                # One round: everything that waits gets its turn.
                for _ in range(len(_waiting)):
                    if not task._done:
                        _waiting.pop(0)._step()
            return task.result()
        finally:
            _running = None

    def create_task(self, coro, *, name=None, context=None):
        return Task(coro, name=name)

    def create_future(self):
        return Future()

    def run_in_executor(self, executor, func, *args):
        future = Future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def call_soon(self, callback, *args, context=None):
        async def call():
            callback(*args)

        Task(call())

    def is_running(self):
        return _running is self

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def stop(self):
        pass

    def set_debug(self, enabled):
        pass

    def get_debug(self):
        return False

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self, timeout=None):
        pass

    def time(self):
        import time

        return time.monotonic()


BaseEventLoop = SelectorEventLoop = ProactorEventLoop = AbstractEventLoop
_loop = None


def _coroutine(awaitable):
    if iscoroutine(awaitable):
        return awaitable

    async def wait():
        return await awaitable

    return wait()


def run(main, *, debug=None, loop_factory=None):
    """Runs a coroutine to its end."""
    if _running is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    if not iscoroutine(main):
        raise ValueError(f"a coroutine was expected, got {main!r}")
    # The common case needs no loop: nothing else is waiting.
    return AbstractEventLoop().run_until_complete(main)


class Runner:
    """Runs coroutines with one loop."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._loop = AbstractEventLoop()

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.close()

    def run(self, coro, *, context=None):
        return self._loop.run_until_complete(coro)

    def get_loop(self):
        return self._loop

    def close(self):
        self._loop.close()


def get_event_loop():
    global _loop
    if _running is not None:
        return _running
    if _loop is None:
        _loop = AbstractEventLoop()
    return _loop


def get_running_loop():
    if _running is None:
        raise RuntimeError("no running event loop")
    return _running


def _get_running_loop():
    return _running


def new_event_loop():
    return AbstractEventLoop()


def set_event_loop(loop):
    global _loop
    _loop = loop


class DefaultEventLoopPolicy:
    def get_event_loop(self):
        return get_event_loop()

    def new_event_loop(self):
        return new_event_loop()

    def set_event_loop(self, loop):
        set_event_loop(loop)


AbstractEventLoopPolicy = DefaultEventLoopPolicy
WindowsSelectorEventLoopPolicy = WindowsProactorEventLoopPolicy = DefaultEventLoopPolicy


def get_event_loop_policy():
    return DefaultEventLoopPolicy()


def set_event_loop_policy(policy):
    pass


def create_task(coro, *, name=None, context=None):
    get_running_loop()
    return Task(coro, name=name)


def ensure_future(coro_or_future, *, loop=None):
    if isinstance(coro_or_future, Future):
        return coro_or_future
    return Task(_coroutine(coro_or_future))


def current_task(loop=None):
    return None


def all_tasks(loop=None):
    return set()


async def gather(*coros_or_futures, return_exceptions=False):
    tasks = [ensure_future(item) for item in coros_or_futures]
    results = []
    for task in tasks:
        try:
            results.append(await task)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def sleep(delay, result=None):
    if delay and delay > 0:
        import time

        time.sleep(delay)
    await _Suspend()
    return result


async def wait_for(fut, timeout=None):
    return await fut


async def shield(arg):
    return await arg


async def wait(fs, *, timeout=None, return_when="ALL_COMPLETED"):
    tasks = [ensure_future(item) for item in fs]
    for task in tasks:
        try:
            await task
        except Exception:
            pass
    return set(tasks), set()


async def to_thread(func, /, *args, **kwargs):
    return func(*args, **kwargs)


ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"


class timeout:
    """A limit of time, which is never reached here."""

    def __init__(self, when=None):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *arguments):
        return None


class TaskGroup:
    """Tasks that are waited for together."""

    def __init__(self):
        self._tasks = []

    async def __aenter__(self):
        return self

    def create_task(self, coro, *, name=None, context=None):
        task = Task(coro, name=name)
        self._tasks.append(task)
        return task

    async def __aexit__(self, *arguments):
        for task in self._tasks:
            await task


class Lock:
    """A lock; nothing happens at the same time here."""

    _locked = False

    def locked(self):
        return self._locked

    async def acquire(self):
        while self._locked:
            await _Suspend()
        self._locked = True
        return True

    def release(self):
        self._locked = False

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *arguments):
        self.release()


class Semaphore:
    """A limit on how many do something at a time."""

    def __init__(self, value=1):
        self._value = value

    async def acquire(self):
        while not self._value:
            await _Suspend()
        self._value -= 1
        return True

    def release(self):
        self._value += 1

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *arguments):
        self.release()


BoundedSemaphore = Semaphore


class Event:
    """A flag that coroutines wait for."""

    _set = False

    def is_set(self):
        return self._set

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    async def wait(self):
        while not self._set:
            await _Suspend()
        return True


def iscoroutine(obj):
    return hasattr(obj, "send") and hasattr(obj, "cr_frame")


def iscoroutinefunction(func):
    code = getattr(getattr(func, "__func__", func), "__code__", None)
    return code is not None and bool(code.co_flags & 0x80)


def isfuture(obj):
    return isinstance(obj, Future)


def __getattr__(name):
    from alembic._waist import missing

    raise missing("asyncio", name)
