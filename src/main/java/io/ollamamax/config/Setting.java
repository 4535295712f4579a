package io.ollamamax.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The one declaration of a setting; its key is the component's name in snake case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** The default, as it would be written in YAML; empty for sections. */
  String def() default "";

  /** The least value; empty for none. For texts: the allowed values, separated by bars. */
  String min() default "";

  /** The greatest value; empty for none. */
  String max() default "";

  /** What it does, in one line. */
  String doc();

  /** Whether this version acts on it; a setting that is only accepted says so in the table. */
  boolean inEffect() default true;

  /** Whether a whole number is a size in bytes, with units such as {@code 64MiB}. */
  boolean bytes() default false;
}
