# The validator with Chromium's headless shell: docker run --rm -v "$PWD:/work" tracking-validator run scenarios
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell fonts-liberation \
    && rm -rf /var/lib/apt/lists/*

COPY . /source
RUN pip install --no-cache-dir '/source[ga4,notify,postgresql]' && rm -rf /source \
    && useradd --create-home validator && mkdir /work && chown validator /work

ENV VALIDATOR_BROWSER=chromium-headless-shell
USER validator
WORKDIR /work
ENTRYPOINT ["validator"]
CMD ["--help"]
