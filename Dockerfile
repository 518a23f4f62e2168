# The worker, the relay and the commands in one image. Only what lock/runtime.txt and lock/build.txt name is
# installed, each file checked by its hash; the image that runs holds no compiler, no pip cache and no build tool.

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/saksgang
COPY lock/runtime.txt lock/build.txt lock/
RUN python -m venv .venv \
    && .venv/bin/pip install --only-binary :all: --require-hashes --requirement lock/runtime.txt
# The build tools stay in this stage.
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --only-binary :all: --require-hashes --requirement lock/build.txt
COPY . .
RUN PYTHONPATH=/opt/build/lib/python3.11/site-packages \
    .venv/bin/pip install --no-index --no-build-isolation --no-deps --editable .

FROM python:3.11-slim
RUN groupadd --system --gid 10001 saksgang \
    && useradd --system --uid 10001 --gid saksgang --home-dir /var/lib/saksgang --create-home saksgang
COPY --from=build /opt/saksgang /opt/saksgang
WORKDIR /opt/saksgang
ENV PATH=/opt/saksgang/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SAKSGANG_STATE_FOLDER=/var/lib/saksgang
USER saksgang
CMD ["python", "worker.py"]
