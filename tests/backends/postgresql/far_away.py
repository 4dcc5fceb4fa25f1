"""A server that is far away: whatever is sent to it, and whatever it answers, takes its time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"


@contextmanager
def far_away(host: str, port: int, seconds: float) -> Iterator[int]:
    """Give a port that leads to another one, from which an answer comes after so many seconds at the earliest."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def serve() -> asyncio.Server:
        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection(host, port)
            with suppress(asyncio.CancelledError):
                await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, 0))

        return await asyncio.start_server(connect, HOST, 0)

    server = asyncio.run_coroutine_threadsafe(serve(), loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    """Carry everything on, in its order and after some time, until one side ends."""
    loop = asyncio.get_running_loop()

    def deliver(data: bytes) -> None:
        if data:
            writer.write(data)
        else:
            writer.close()

    while True:
        try:
            data = await reader.read(65536)
        except ConnectionError:
            data = b""
        loop.call_later(seconds, deliver, data)
        if not data:
            break


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
