/** The part of the package that is used here; it ships no types. */
declare module 'fs-native-extensions' {
  /**
   * Locks the whole file behind a descriptor against every other descriptor, of this process too;
   * false when another has it. The kernel frees it when the descriptor is closed, however the
   * process ends.
   */
  export function tryLock(fd: number): boolean;
}
