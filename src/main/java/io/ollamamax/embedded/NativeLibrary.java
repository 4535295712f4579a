package io.ollamamax.embedded;

import java.util.Locale;

/** Where the native library for this machine lies in llama's jar. */
final class NativeLibrary {
  private NativeLibrary() {}

  /** The file's name on this machine. */
  static String fileName() {
    return System.mapLibraryName("jllama");
  }

  /** The resource's path. */
  static String resource() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "Mac" : os.contains("win") ? "Windows" : "Linux";
    String arch = System.getProperty("os.arch", "");
    String machine = arch.equals("aarch64") || arch.equals("arm64") ? "aarch64" : "x86_64";
    return "/de/kherud/llama/" + system + "/" + machine + "/" + fileName();
  }
}
