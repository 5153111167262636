import * as assert from 'uvu/assert'
import { spec } from './spec.js'
import { testFiles } from './test-files.js'
import { reasonToLeaveOut, unixOnly } from './unix-only.js'

spec('the tests that Windows cannot run', (it) => {
  it('are files that there are, each left out there with a reason, and nowhere else', () => {
    const files = testFiles([])
    for (const file of unixOnly) {
      assert.ok(files.includes(file), file)
      assert.ok((reasonToLeaveOut(file, 'win32') ?? '').length > 20, file)
      assert.is(reasonToLeaveOut(file, 'linux'), undefined)
      assert.is(reasonToLeaveOut(file, 'darwin'), undefined)
    }
  })

  it('are a few: what is left out there is left out for its signals alone', () => {
    const files = testFiles([])
    assert.ok(unixOnly.length <= files.length / 10, `${unixOnly.length} of ${files.length}`)
    assert.is(reasonToLeaveOut('projects/main-job.test.js', 'win32'), undefined)
  })
})
