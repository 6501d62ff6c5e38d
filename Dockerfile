# The three images: docker build --target api|worker|sandbox. docs/building.md tells how to pin the bases by digest.
#
# Written in what BuildKit and buildah 1.28 have in common: no heredoc, no COPY --link, no ADD --checksum. Docker needs buildx, ACR Tasks need
# to be told to use BuildKit (scripts/image/acr-task.yaml). Each RUN has the exec form, because neither base needs to have a shell.

# Where it runs: Node at /nodejs/bin/node, glibc, no shell.
ARG RUNTIME=gcr.io/distroless/nodejs24-debian13:nonroot
# Where it is built: Node 24, and npm at /usr/local/lib/node_modules/npm.
ARG BUILDER=docker.io/library/node:24-trixie-slim

FROM ${BUILDER} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# The caller's npm settings (a registry of its own, its certificate authority) are there while this runs, and in no layer.
RUN --mount=type=secret,id=npmrc,target=/run/npm/npmrc --mount=type=secret,id=npm-ca,target=/run/npm/ca.pem \
  ["node", "/usr/local/lib/node_modules/npm/bin/npm-cli.js", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--userconfig=/run/npm/npmrc", "--cache=/tmp/npm"]
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/ scripts/
COPY libs/ libs/
COPY apps/ apps/
RUN ["node", "scripts/image/bundle.ts", "--compile", "--out", "/out"]

# The compile cache, by the Node and the user that it will run with: both are in its name.
FROM ${RUNTIME} AS api-cache
COPY --from=build /out/tools/ /tools/
COPY --from=build /out/api/node_modules/ /app/node_modules/
COPY --from=build /out/api/bundle/ /app/bundle/
USER 65532:65532
RUN ["/nodejs/bin/node", "/tools/warm.js", "/app/bundle/start.js", "/tmp/compile-cache"]

FROM ${RUNTIME} AS worker-cache
COPY --from=build /out/tools/ /tools/
COPY --from=build /out/worker/node_modules/ /app/node_modules/
COPY --from=build /out/worker/bundle/ /app/bundle/
USER 65532:65532
RUN ["/nodejs/bin/node", "/tools/warm.js", "/app/bundle/start.js", "/tmp/compile-cache"]

FROM ${RUNTIME} AS api
# ADR 190 says what the threshold saves.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/compile-cache MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /tmp
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
# ADR 65 has the sizes of the heap.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=4", "--max-old-space-size=512", "/app/bundle/start.js"]
# What changes least comes first: the decoder and Swagger UI, the code, the cache.
COPY --from=build /out/api/node_modules/ /app/node_modules/
COPY --from=build /out/api/bundle/ /app/bundle/
COPY --from=api-cache --chown=0:0 /tmp/compile-cache/ /app/compile-cache/
# Fails the build, and not the start, when the cache is that of another user or another Node.
RUN --mount=type=bind,from=build,source=/out/tools,target=/run/tools \
  ["/nodejs/bin/node", "/run/tools/check-cache.js", "/app/bundle/start.js", "--max-semi-space-size=4", "--max-old-space-size=512"]
# The licences are those of the project and of the parts that docs/licences.md names first; the base is the one of above.
ARG REVISION=unknown
ARG SOURCE=unknown
ARG RUNTIME
ENV COMMIT_SHA="${REVISION}"
LABEL org.opencontainers.image.title="voice-cloning-backend api" \
  org.opencontainers.image.description="The HTTP API of the voice cloning backend" \
  org.opencontainers.image.source="${SOURCE}" \
  org.opencontainers.image.licenses="MIT AND GPL-3.0-or-later" \
  org.opencontainers.image.base.name="${RUNTIME}" \
  org.opencontainers.image.revision="${REVISION}"

FROM ${RUNTIME} AS worker
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/compile-cache MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /tmp
USER 65532:65532
EXPOSE 3001
STOPSIGNAL SIGTERM
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=4", "--max-old-space-size=512", "/app/bundle/start.js"]
COPY --from=build /out/worker/node_modules/ /app/node_modules/
COPY --from=build /out/worker/bundle/ /app/bundle/
COPY --from=worker-cache --chown=0:0 /tmp/compile-cache/ /app/compile-cache/
RUN --mount=type=bind,from=build,source=/out/tools,target=/run/tools \
  ["/nodejs/bin/node", "/run/tools/check-cache.js", "/app/bundle/start.js", "--max-semi-space-size=4", "--max-old-space-size=512"]
ARG REVISION=unknown
ARG SOURCE=unknown
ARG RUNTIME
ENV COMMIT_SHA="${REVISION}"
LABEL org.opencontainers.image.title="voice-cloning-backend worker" \
  org.opencontainers.image.description="The worker of the voice cloning backend" \
  org.opencontainers.image.source="${SOURCE}" \
  org.opencontainers.image.licenses="MIT AND GPL-3.0-or-later" \
  org.opencontainers.image.base.name="${RUNTIME}" \
  org.opencontainers.image.revision="${REVISION}"

# Azure on one machine, for developers and tests. Its data goes where SANDBOX_DATA_DIR says.
FROM ${RUNTIME} AS sandbox
ENV NODE_ENV=production SANDBOX_DATA_DIR=/tmp/sandbox
WORKDIR /tmp
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["/nodejs/bin/node", "/app/bundle/start.js"]
COPY --from=build /out/sandbox/node_modules/ /app/node_modules/
COPY --from=build /out/sandbox/bundle/ /app/bundle/
# Empty, for a volume, which takes its owner from here.
COPY --from=build --chown=65532:65532 /out/sandbox/data/ /data/
ARG REVISION=unknown
ARG SOURCE=unknown
ARG RUNTIME
LABEL org.opencontainers.image.title="voice-cloning-backend sandbox" \
  org.opencontainers.image.description="Azure on one machine, for development and tests of the voice cloning backend" \
  org.opencontainers.image.source="${SOURCE}" \
  org.opencontainers.image.licenses="MIT AND GPL-3.0-or-later AND GPL-3.0-only" \
  org.opencontainers.image.base.name="${RUNTIME}" \
  org.opencontainers.image.revision="${REVISION}"
