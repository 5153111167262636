import { statfs } from 'node:fs/promises'
import type { Check } from '../../domain/check-up.js'
import { databaseDoesNotLoad, databaseLoads, nodeVersion, ownVersion } from '../../messages/doctor-machine.js'
import { loadNative } from '../../store/native.js'
import { leastNode, version } from '../version.js'
import type { Machine } from './looking.js'

/** This one. */
export function thisMachine(): Machine {
  return {
    nodeVersion: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    loadDatabase: loadNative,
    statfs,
  }
}

/** What fusionkit runs on. */
export async function checkMachine({ nodeVersion: own, platform, loadDatabase }: Machine): Promise<readonly Check[]> {
  return [
    nodeVersion(own, leastNode, isAtLeast(own, leastNode)),
    ownVersion(version, platform),
    await database(loadDatabase),
  ]
}

async function database(load: () => Promise<void>): Promise<Check> {
  try {
    await load()
    return databaseLoads()
  } catch (error) {
    return databaseDoesNotLoad(error instanceof Error ? error.message : String(error))
  }
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
