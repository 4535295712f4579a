/**
 * One inference service each: how it is started, ended and watched, and the supervisor that keeps
 * it running.
 */
@NullMarked
package io.ollamamax.agent.service;

import org.jspecify.annotations.NullMarked;
