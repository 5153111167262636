import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `use` with a fresh folder, and removes it afterwards. */
export async function inTempFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fusionkit-test-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
