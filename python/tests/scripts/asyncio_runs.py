"""Runs with the light `asyncio`, and with the real one."""

import asyncio


async def number(n):
    await asyncio.sleep(0)
    return n


async def fails():
    await asyncio.sleep(0)
    raise ValueError("no")


class Manager:
    def __init__(self):
        self.closed = False

    async def __aenter__(self):
        return self

    async def __aexit__(self, *arguments):
        self.closed = True


async def generate(n):
    for i in range(n):
        yield i


async def main():
    assert await asyncio.gather(number(1), number(2)) == [1, 2]
    results = await asyncio.gather(number(1), fails(), return_exceptions=True)
    assert results[0] == 1 and isinstance(results[1], ValueError)
    task = asyncio.create_task(number(5))
    assert await task == 5
    async with Manager() as manager:
        assert not manager.closed
    assert manager.closed
    assert [i async for i in generate(3)] == [0, 1, 2]
    assert await asyncio.wait_for(number(7), 1) == 7
    async with asyncio.Lock():
        pass
    event = asyncio.Event()

    async def set_it():
        event.set()

    setter = asyncio.create_task(set_it())
    await event.wait()
    await setter
    assert await asyncio.to_thread(lambda: 3) == 3
    assert await asyncio.get_running_loop().run_in_executor(None, lambda a: a, 4) == 4
    return "done"


assert asyncio.run(main()) == "done"
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
assert loop.run_until_complete(number(3)) == 3
loop.close()
assert asyncio.iscoroutinefunction(main) and not asyncio.iscoroutinefunction(print)
coroutine = number(1)
assert asyncio.iscoroutine(coroutine)
coroutine.close()
with asyncio.Runner() as runner:
    assert runner.run(number(9)) == 9
try:
    asyncio.run(fails())
except ValueError as error:
    assert str(error) == "no"
else:
    raise AssertionError("the error was lost")
try:
    asyncio.run(5)
except (ValueError, TypeError):
    pass
else:
    raise AssertionError("5 is no coroutine")
