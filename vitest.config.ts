import { defineConfig } from 'vitest/config'

/** Two projects: `fast` needs no service; `real` gets private Redis, Samba AD and Chromium from test/services. */
export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    // A busy machine is late, not wrong: what is waited for may take as long as a test nearly may.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.real.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.real.test.ts'],
          globalSetup: ['test/services/setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // After the fast ones: what is measured in seconds should have the machine to itself.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
