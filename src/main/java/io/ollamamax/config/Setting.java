package io.ollamamax.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The one declaration of a setting, on the record component that holds it. Binding, default, range
 * and documentation come from here; values are written as in the file.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** What the setting means, in one line. */
  String text();

  /** The value where the file gives none; nothing for sections, lists, maps and optional values. */
  String byDefault() default "";

  /** The least value allowed, or nothing. */
  String min() default "";

  /** The greatest value allowed, or nothing. */
  String max() default "";

  /** The key, where it is not the component's name in snake case. */
  String name() default "";

  /** Whether the file must give it. */
  boolean required() default false;

  /** Whether its values are kept out of every message. */
  boolean secret() default false;

  /** What a change means for a running gateway; of a section, for the settings in it. */
  Effect effect() default Effect.LIVE;
}
