# newsmill as an image: built with a compiler at hand, run without one and not as root.
FROM python:3.11.14-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN python -m venv /opt/newsmill
ENV PATH=/opt/newsmill/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# The libraries first: they change less often than newsmill.
COPY docker/requirements.lock ./
RUN pip install --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml setup.py README.md LICENSE ./
COPY configs ./configs
COPY pipeline ./pipeline
RUN pip install --no-deps --no-build-isolation . \
    && python -m compileall -q /opt/newsmill/lib

# What runs: libraries and newsmill, no compiler, not as root.
FROM python:3.11.14-slim-bookworm AS base
LABEL org.opencontainers.image.title=newsmill org.opencontainers.image.licenses=Apache-2.0
RUN useradd --uid 10001 --create-home newsmill \
    && install --directory --owner=newsmill --group=newsmill /data
COPY --from=build /opt/newsmill /opt/newsmill
ENV PATH=/opt/newsmill/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data

# docker build --target worker: the worker of a cluster (--environment_type=DOCKER, --sdk_container_image), started by
# Beam's own program, in the environment that is there instead of a new one.
FROM base AS worker
COPY --from=apache/beam_python3.11_sdk:2.77.0 /opt/apache/beam /opt/apache/beam
ENV RUN_PYTHON_SDK_IN_DEFAULT_ENVIRONMENT=1
ENTRYPOINT ["/opt/apache/beam/boot"]

# docker build: the command.
FROM base
VOLUME /data
HEALTHCHECK --interval=1m --timeout=20s CMD ["newsmill", "--version"]
ENTRYPOINT ["newsmill"]
CMD ["--help"]
