"""A bucket of an S3-compatible store, where the archive may keep histories outside the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from models.base import Digest

if TYPE_CHECKING:
    from obstore.store import S3Config

ENDING: Final = ".history.gz"
PATIENCE: Final = timedelta(seconds=10)


class S3Bucket:
    """Histories as objects named by their digests; `register.archive.Bucket`."""

    def __init__(self, store: S3Store, address: str, folder: str) -> None:
        """`address` is what the index says; `folder` stands before each object's name."""
        self._store, self._address, self._folder = store, address, folder

    @property
    def address(self) -> str:
        """Endpoint, bucket and folder."""
        return self._address

    async def put(self, digest: Digest, compressed: bytes) -> None:
        """Keep bytes under their digest; nothing is written where they are already.

        Raises:
            ConnectionError: the store does not take them.
        """
        try:
            if not await self._has(digest):
                await obstore.put_async(self._store, self._name(digest), compressed)
        except BaseError as error:
            raise _away(error) from None

    async def _has(self, digest: Digest) -> bool:
        try:
            await obstore.head_async(self._store, self._name(digest))
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    async def get(self, digest: Digest) -> bytes:
        """The bytes.

        Raises:
            LookupError: there are none.
            ConnectionError: the store does not give them.
        """
        try:
            found = await obstore.get_async(self._store, self._name(digest))
            return bytes(await found.bytes_async())
        except (NotFoundError, FileNotFoundError):
            raise LookupError(f"there is no object {self._name(digest)}") from None
        except BaseError as error:
            raise _away(error) from None

    def _name(self, digest: Digest) -> str:
        return f"{self._folder}{digest}{ENDING}"


def _away(error: BaseError) -> ConnectionError:
    return ConnectionError(str(error).partition("\n")[0][:300])


def bucket_of(
    bucket: str | None, endpoint: str | None, region: str, access_key: str | None, secret_key: str | None
) -> S3Bucket | None:
    """The bucket that the settings name; None where they name none.

    Args:
        bucket: Its name, and behind a slash the folder in it.
        endpoint: Where the store answers; None: that of the region.
        region: As the store names it.
        access_key: Who asks; None: as the environment says (AWS_ACCESS_KEY_ID, or the machine's role).
        secret_key: The secret of that key.
    """
    if bucket is None:
        return None
    name, _, folder = bucket.partition("/")
    config: S3Config = {"region": region, "virtual_hosted_style_request": False}
    if endpoint is not None:
        config["endpoint"] = endpoint
    if access_key is not None:
        config["access_key_id"], config["secret_access_key"] = access_key, secret_key or ""
    store = S3Store(
        name,
        config=config,
        client_options={"allow_http": (endpoint or "").startswith("http://"), "timeout": PATIENCE},
        retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
    )
    where = f"{(endpoint or f'https://s3.{region}.amazonaws.com').rstrip('/')}/{bucket}"
    return S3Bucket(store, where, f"{folder.rstrip('/')}/" if folder else "")
