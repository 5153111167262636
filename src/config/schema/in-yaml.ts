import { isJsonObject, type JsonValue } from '../../base/json.js'

/** A value as a user would write it in a config, on one line. */
export function inYaml(value: JsonValue): string {
  if (typeof value === 'string') return textInYaml(value)
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${textInYaml(key)}: ${inYaml(member)}`)
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
  }
  return Array.isArray(value) ? `[${value.map(inYaml).join(', ')}]` : JSON.stringify(value)
}

/** Quoted where it could be read as anything else, be it inside of brackets. */
function textInYaml(text: string): string {
  if (/[\n\\]/.test(text)) return JSON.stringify(text)
  const isPlain = /^[A-Za-z][\w ./:*+-]*$/.test(text) && !/: |:$|^(?:true|false|null|yes|no|on|off)$/i.test(text)
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`
}
