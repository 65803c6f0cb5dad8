# Ventanilla in a container: built in one stage, run in another, not as root.
#
#   docker build -t ventanilla .
#   docker run -d --name ventanilla -p 127.0.0.1:8080:8080 -v ventanilla:/var/lib/ventanilla ventanilla
#
# Expects: network for crates.io in the first stage, BuildKit for the caches, and Debian 13 in both stages, so
# that the C library that the program was linked against is the one that it meets. The continuous integration
# does not build it.

FROM rust:1.95-slim-trixie AS build
# perl and make build OpenSSL, which the feature postgres-tls links into the program.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev make perl && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/build/target \
    cargo build --release --locked --features postgres-tls \
    && cp target/release/ventanilla /usr/local/bin/ventanilla

FROM debian:trixie-slim
# The certificates are for the SMTP server, and for sslmode=verify-full with sslrootcert=system; the OpenSSL in the program
# is told where they are.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/ventanilla ventanilla
COPY --from=build /usr/local/bin/ventanilla /usr/local/bin/ventanilla
COPY LICENSE LICENSE-MIT LICENSE-APACHE assets/fonts/OFL.txt /usr/share/doc/ventanilla/
USER ventanilla
WORKDIR /var/lib/ventanilla
VOLUME /var/lib/ventanilla
ENV VENTANILLA_LISTEN=0.0.0.0:8080 DATABASE_URL=sqlite:/var/lib/ventanilla/ventanilla.db \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
EXPOSE 8080
# bash opens the connection itself, so that the image needs no curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["ventanilla"]
CMD ["serve"]
