import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { anchorsOf, linksOf, pages } from './markdown.js'

spec('links between pages', (it) => {
  it('lead to files that are there', () => {
    const broken = pages.flatMap(({ path, text }) =>
      linksOf(text)
        .filter((link) => !existsSync(fileOf(path, link)))
        .map((link) => `${path}: ${link}`),
    )
    assert.equal(broken, [])
  })

  it('lead to headings that are there', () => {
    const broken = pages.flatMap(({ path, text }) =>
      linksOf(text)
        .filter((link) => link.includes('#') && !hasAnchor(path, link))
        .map((link) => `${path}: ${link}`),
    )
    assert.equal(broken, [])
  })

  it('leave no page of docs/ without one from docs/README.md', () => {
    const index = pages.find(({ path }) => path === 'docs/README.md')
    const linked = new Set(linksOf(index?.text ?? '').map((link) => fileOf('docs/README.md', link)))
    const lonely = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/') && !linked.has(path))
    assert.equal(
      lonely.filter((path) => path !== 'docs/README.md'),
      [],
    )
  })

  it('are told apart from anchors as GitHub makes them', () => {
    assert.equal(
      [
        ...anchorsOf(
          '# `fusionkit explain <file>:<line>`\n## In CI\n## In CI\n```\n# no heading\n```\n## A [link](x), too\n',
        ),
      ],
      ['fusionkit-explain-fileline', 'in-ci', 'in-ci-1', 'a-link-too'],
    )
  })
})

spec('the pages', (it) => {
  it('name nobody’s machine and no registry', () => {
    const found = pages.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => /registry\.|npmjs|\/home\/|\/Users\/|\/root\/|\/tmp\//.test(line))
        .map((line) => `${path}: ${line}`),
    )
    assert.equal(found, [])
  })
})

function fileOf(page: string, link: string): string {
  const [path = ''] = link.split('#')
  return path === '' ? page : join(dirname(page), path)
}

function hasAnchor(page: string, link: string): boolean {
  const path = fileOf(page, link)
  const target = pages.find((other) => other.path === path)
  // an anchor into a file that is no page is a line of code: GitHub's own
  if (target === undefined) return existsSync(path) && !statSync(path).isDirectory() && !path.endsWith('.md')
  return anchorsOf(target.text).has(link.slice(link.indexOf('#') + 1))
}
