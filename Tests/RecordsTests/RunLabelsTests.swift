import Records
import Testing

@Suite struct RunLabelsTests {
  @Test func areAsShortAsTheyCanBe() {
    #expect(RunLabels.labels(of: ["runs/a", "runs/b/"]) == ["a", "b"])
    #expect(RunLabels.labels(of: ["x/fold-1", "y/fold-1"]) == ["x/fold-1", "y/fold-1"])
    #expect(RunLabels.labels(of: ["runs/a", "runs/a"]) == ["a", "a"])
  }
}
