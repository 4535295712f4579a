package io.ollamamax.cluster;

class MemoryControlStateTest extends ControlStateContract {
  @Override
  protected ControlState open() {
    return new MemoryControlState();
  }
}
