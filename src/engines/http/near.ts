/** Whether a host lies in the user's own network, as far as its name or address says. Pure. */
import { BlockList, isIP } from 'node:net'

/** Addresses that no router of the internet passes on, and names that only a network of one's own knows. */
export function isNear(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const family = isIP(name)
  if (family !== 0) return privateNetworks.check(name, family === 6 ? 'ipv6' : 'ipv4')
  return !name.includes('.') || /\.(?:local|lan|internal|home|home\.arpa)$/.test(name)
}

const privateNetworks = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  privateNetworks.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateNetworks.addSubnet(net, bits, 'ipv6')
