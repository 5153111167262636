# fusionkit as a command, with what it needs to run and nothing else: docs/docker.md says how to use it.
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build
# the packages in a layer of their own, which an edit of the sources leaves as it is
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY schemas schemas
COPY src src
RUN npm run build && find dist -name '*.map' -delete && npm prune --omit=dev --ignore-scripts

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
# Ollama of the machine that the container runs on. On Linux that name has to be given: --add-host=host.docker.internal:host-gateway
ENV OLLAMA_HOST=http://host.docker.internal:11434
COPY package.json LICENSE README.md /opt/fusionkit/
COPY --from=build /build/node_modules /opt/fusionkit/node_modules
COPY --from=build /build/schemas/fusion.config.schema.json /opt/fusionkit/schemas/
COPY --from=build /build/dist/src /opt/fusionkit/dist/src
RUN ln -s /opt/fusionkit/dist/src/cli.js /usr/local/bin/fusionkit && install -d -o node -g node /project
# `node` of the base image, as a number: then systems that refuse root see that it is none
USER 1000:1000
WORKDIR /project
ENTRYPOINT ["fusionkit"]
