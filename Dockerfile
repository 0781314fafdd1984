# An operator node as a container: docker build -t openpeer . && see docs/guides/operators.md
# Two stages: the first builds with every tool, the second holds only what runs.

# Debian's glibc, because the prebuilt native addons (LevelDB, WebRTC) are made for it.
FROM node:24-bookworm-slim AS build
WORKDIR /build
# Dependencies first: this layer is kept as long as the lock file stays the same.
# No install scripts: every native addon comes prebuilt.
COPY package.json package-lock.json ./
COPY tools ./tools
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools ./tools
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY LICENSE LICENSE-MIT LICENSE-APACHE ./
COPY bin ./bin
COPY --from=build /build/dist ./dist
# The data directory belongs to the user that every node image has; the program itself stays root's, so that the node
# cannot change what it runs.
RUN install -d -o node -g node -m 0700 /data
USER node
WORKDIR /data
VOLUME /data

# libp2p (TCP, WebSocket), STUN (UDP), HTTP: as config/operator.example.yaml has them. The listener for /metrics
# (http.metrics) is not among them on purpose.
EXPOSE 4001/tcp 4002/tcp 3478/udp 8080/tcp

# /healthz dials each libp2p listener of the node and says 503 when one does not answer. With http.tls or another port,
# set the URL; its certificate is not checked, since the question never leaves the container.
ENV OPENPEER_HEALTH_URL=http://127.0.0.1:8080/healthz
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "const url = process.env.OPENPEER_HEALTH_URL; const ask = require(url.startsWith('https:') ? 'node:https' : 'node:http'); ask.get(url, { rejectUnauthorized: false }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]

# No init process: the node is process 1 itself (no shell, no npm in front of it), it handles SIGTERM and SIGINT by
# draining, and it starts no children that would have to be reaped. Under another init (docker run --init) it is the same.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/bin/openpeer.js"]
CMD ["node", "--config", "/data/operator.yaml"]
