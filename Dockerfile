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

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title=newsmill org.opencontainers.image.licenses=Apache-2.0
RUN useradd --uid 10001 --create-home newsmill \
    && install --directory --owner=newsmill --group=newsmill /data
COPY --from=build /opt/newsmill /opt/newsmill
ENV PATH=/opt/newsmill/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=1m --timeout=20s CMD ["newsmill", "--version"]
ENTRYPOINT ["newsmill"]
CMD ["--help"]
