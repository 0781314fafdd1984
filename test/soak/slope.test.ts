import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../fuzz/random.ts'
import { type Point, slopeOf } from '../../soak/slope.ts'
import { judgeMemory, MAX_SLOPE_BYTES_PER_HOUR, type Sample } from '../../soak/verdict.ts'

const MINUTE_MS = 60_000

/** An hour of samples, three a minute, that grow by so much an hour, with noise of ± 1 MB. */
function hourOf(perHour: number, options: { segment?: number; from?: number; level?: number } = {}): Point[] {
  const { segment = 1, from = 0, level = 50e6 } = options
  const random = seededRandom('slope', perHour, segment)
  return Array.from({ length: 180 }, (_, i) => {
    const at = from + i * 20_000
    const noise = (random.below(2_001) - 1_000) * 1_000
    return { segment, at, value: level + (perHour * i) / 180 + noise }
  })
}

describe('a slope', () => {
  it('is found within its uncertainty, and zero is told from growth', () => {
    for (const perHour of [0, 2e6, -2e6]) {
      const slope = slopeOf(hourOf(perHour))
      assert.ok(slope !== null)
      assert.ok(Math.abs(slope.perHour - perHour) < 2 * slope.uncertainty, `${slope.perHour} for ${perHour}`)
      assert.ok(slope.uncertainty < 0.6e6)
    }
  })

  it('takes a restart for another beginning and not for a step', () => {
    const points = [...hourOf(0), ...hourOf(0, { segment: 2, from: 60 * MINUTE_MS, level: 80e6 })]
    const slope = slopeOf(points)
    assert.ok(slope !== null && Math.abs(slope.perHour) < 0.5e6, `${slope?.perHour}`)
    const asOne = slopeOf(points.map((point) => ({ ...point, segment: 1 })))
    assert.ok(asOne !== null && asOne.perHour > 10e6)
  })

  it('is less certain where each sample is like the one before', () => {
    const wandering = hourOf(0).map((point, i) => ({ ...point, value: 50e6 + 1e6 * Math.sin(i / 20) }))
    const jumping = hourOf(0).map((point, i) => ({ ...point, value: 50e6 + 1e6 * (i % 2 === 0 ? 1 : -1) }))
    assert.ok((slopeOf(wandering)?.uncertainty ?? 0) > 2 * (slopeOf(jumping)?.uncertainty ?? Number.POSITIVE_INFINITY))
  })

  it('is not made up from a handful of samples', () => assert.equal(slopeOf(hourOf(1e6).slice(0, 7)), null))
})

describe('the memory of a process', () => {
  const samplesOf = (points: Point[]): Sample[] =>
    points.map(({ segment, at, value }) => ({
      ...{ who: 'operator a.test', pid: segment, atMs: at, ageMs: at, diskBytes: null },
      ...{
        heapBytes: value + 1e7 - 5e6,
        codeBytes: 1e7,
        externalBytes: 5e6,
        arrayBufferBytes: 0,
        rssBytes: 0,
        handles: {},
        cpuMs: 0,
      },
    }))
  const verdictOf = (points: Point[]) => judgeMemory(samplesOf(points))[0]?.verdict

  it('is flat, grows, or was not looked at for long enough', () => {
    const still = hourOf(0).map((point) => ({ ...point, value: 50e6 + (point.at % 3) * 1e4 }))
    assert.equal(verdictOf(still), 'flat')
    assert.equal(verdictOf(hourOf(8 * MAX_SLOPE_BYTES_PER_HOUR)), 'grows')
    assert.equal(verdictOf(hourOf(0).slice(0, 50)), 'too short')
  })

  it('is the same whatever more of the program was compiled, within bounds', () => {
    const still = hourOf(0).map((point) => ({ ...point, value: 50e6 + (point.at % 3) * 1e4 }))
    const compiling = (perSample: number) =>
      samplesOf(still).map((sample, i) => ({
        ...sample,
        codeBytes: 1e7 + i * perSample,
        heapBytes: sample.heapBytes + i * perSample,
      }))
    const [verdict] = judgeMemory(compiling(2e4))
    assert.equal(verdict?.verdict, 'flat')
    assert.ok((verdict?.code?.perHour ?? 0) > 3e6)
    assert.equal(judgeMemory(compiling(2e5))[0]?.verdict, 'grows', 'a program does not have so much code')
  })

  it('is not judged by what was under way at some looks', () => {
    const busy = hourOf(0).map((point, i) => ({
      ...point,
      value: 50e6 + (i % 3 === 0 ? 0 : (i % 7) * 1e6) + (i % 2) * 1e4,
    }))
    assert.equal(verdictOf(busy), 'flat')
    assert.ok((slopeOf(busy)?.uncertainty ?? 0) > 0.2e6, 'all looks together say less')
  })

  it('is not judged by a few minutes between two restarts', () => {
    const restarted = [0, 1, 2].flatMap((segment) =>
      hourOf(0)
        .slice(0, 60)
        .map((point) => ({ ...point, segment, at: point.at + segment * 20 * MINUTE_MS })),
    )
    const samples = samplesOf(restarted).map((sample) => ({ ...sample, ageMs: sample.atMs % (20 * MINUTE_MS) }))
    const [verdict] = judgeMemory(samples)
    assert.deepEqual([verdict?.verdict, verdict?.heap], ['too short', null])
  })

  it('does not count while it is young', () => {
    const filling = hourOf(0).map((point) => ({
      ...point,
      value: 50e6 + Math.min(point.at, 14 * MINUTE_MS) * 50 + (point.at % 3) * 1e4,
    }))
    assert.equal(verdictOf(filling), 'flat')
  })
})
