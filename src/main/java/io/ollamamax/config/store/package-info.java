/**
 * Who owns a value: the layers of the configuration, its versions and their history, kept in the
 * control state.
 *
 * <pre>
 *   defaults &lt; profile &lt; file &lt; adaptation &lt; operator &lt; environment &lt; flags &lt; emergency
 * </pre>
 *
 * <p>YAML sections: all. Thread: values are immutable; {@link
 * io.ollamamax.config.store.ConfigStore} serializes its writers and is read anywhere. Imports
 * {@code config}, {@code cluster} and {@code loop}.
 */
@NullMarked
package io.ollamamax.config.store;

import org.jspecify.annotations.NullMarked;
