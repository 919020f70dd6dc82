# A container that holds the program and nothing else: no shell, no libraries, no user but nobody.
#
#   docker build -t claimlint .
#   docker run --rm --network none -v "$PWD:/claims:ro" claimlint check export.csv

FROM rust:1-bookworm AS build
WORKDIR /claimlint
COPY . .
# The C library goes into the program, which then needs no other file. Naming the target keeps that from the build script.
RUN RUSTFLAGS="-C target-feature=+crt-static" \
    cargo build --release --locked --target "$(rustc -vV | sed -n 's/^host: //p')" --target-dir /build \
 && install -D /build/*/release/claimlint /image/claimlint && install -d -m 1777 /image/tmp

FROM scratch
COPY --from=build /image/ /
USER 65534:65534
WORKDIR /claims
ENTRYPOINT ["/claimlint"]
