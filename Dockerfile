# The service as a small image. It is built with the static Swift standard library and runs as nobody on a read-only root.
#
#   docker build --build-arg COMMIT="$(git describe --always --dirty --abbrev=12 --exclude='*')" -t performance-law .
#   docker run --read-only --tmpfs /var/tmp -p 127.0.0.1:8080:8080 -v laws:/data performance-law --allow-anonymous

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpq-dev libsqlite3-dev libssl-dev libxxhash-dev python3-venv zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift openapi.yaml ./
# The script with which the page draws. It changes seldom, so it comes before the sources.
COPY packaging/vega-bundle packaging/vega-bundle
RUN packaging/vega-bundle /out/vega.js && touch /out/vega.js
COPY Sources Sources
COPY examples examples
# The manifest declares the test targets, so their folders must exist.
COPY Tests Tests
ARG COMMIT=
RUN export BUILD_COMMIT="$COMMIT" \
    && swift build -c release --product performance-law --static-swift-stdlib \
    && install -D "$(swift build -c release --static-swift-stdlib --show-bin-path)/performance-law" /out/performance-law \
    && strip /out/performance-law

# What the executable loads, and the certificates and time zones of the system.
FROM debian:bookworm-slim AS system
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libpq5 libsqlite3-0 libssl3 libxxhash0 tzdata zlib1g
COPY packaging/image-root /usr/local/bin/image-root
COPY --from=build /out/performance-law /usr/local/bin/performance-law
RUN image-root /usr/local/bin/performance-law /image

# No shell, no package manager, nothing that the service does not need.
FROM scratch
COPY --from=system /image /
COPY --from=system --chown=65534:65534 /image/data /data
COPY --from=build /out/performance-law /usr/local/bin/performance-law
COPY --from=build /out/vega.js /usr/local/share/performance-law/vega.js
USER 65534:65534
ENV PERFORMANCE_LAW_HOST=0.0.0.0 \
    PERFORMANCE_LAW_STORE=sqlite:///data/store.sqlite
VOLUME /data
EXPOSE 8080
# Beyond loopback the service requires --token-file FILE or --allow-anonymous as an argument.
ENTRYPOINT ["/usr/local/bin/performance-law", "serve"]
