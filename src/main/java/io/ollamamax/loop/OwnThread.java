package io.ollamamax.loop;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ThreadFactory;

/** The one thread of an executor, whose processor time is known. */
final class OwnThread implements ThreadFactory {
  private final String name;
  private final int priority;
  private volatile long id = -1;

  OwnThread(String name, int priority) {
    this.name = name;
    this.priority = priority;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = Thread.ofPlatform().name(name).daemon().priority(priority).unstarted(task);
    id = thread.threadId();
    return thread;
  }

  /** Processor time in nanoseconds; 0 where the thread has not begun or the JVM does not tell. */
  long cpuNanos() {
    return id < 0 ? 0 : Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(id));
  }
}
