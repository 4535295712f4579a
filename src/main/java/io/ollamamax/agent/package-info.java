/**
 * The agent of an inference host: it keeps the host's inference services running, measures the host
 * each second, and carries out fenced acts for the gateways that it dials out to.
 *
 * <pre>
 *   host                                        gateway
 *   {@code sample} -- samples --+               {@code hub}: who may join, links, NodeControl
 *   {@code service}: Supervisor +- Agent - GatewayLink ===&gt; POST join, GET orders, POST report
 *        one for each service                   {@code wire}: what goes over the link
 *   ModelFiles -- manifests, blobs -- POST files ==&gt; FileRelay - ModelRelay: a registry
 * </pre>
 *
 * <p>YAML section: {@code agent}, of the host's own file. Thread: the states of services and acts
 * belong to the agent's control thread; what blocks runs on virtual threads and posts its result
 * back. Imports cluster, healing, http, loop, nodes, ollama and telemetry; {@code sample} OSHI.
 */
@NullMarked
package io.ollamamax.agent;

import org.jspecify.annotations.NullMarked;
