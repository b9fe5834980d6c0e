import Records
import Testing

/// SciPy's figures: `stats.t.ppf(0.975, n)`, and `stats.ttest_1samp(d, 0).confidence_interval(0.95)`.
@Suite struct PairedDifferenceTests {
  @Test(arguments: [
    (1, 12.706204736174694), (2, 4.302652729749462), (3, 3.1824463052837078),
    (4, 2.7764451051977934), (5, 2.5705818356363146), (9, 2.262157162798205),
    (10, 2.228138851986274), (29, 2.045229642132703), (30, 2.0422724563012378),
    (99, 1.9842169515864174), (1000, 1.9623390808264083),
  ]) func quantilesAreStudents(_ freedom: Int, _ expected: Double) {
    #expect(abs(PairedDifference.quantile(freedom: freedom) / expected - 1) < 1e-12)
  }

  @Test func intervalsAreStudents() throws {
    let difference = try #require(PairedDifference([0.12, -0.03, 0.25, 0.08, 0.17]))
    #expect(difference.count == 5)
    #expect(abs(difference.mean - 0.118) < 1e-12)
    #expect(abs(difference.lower - -0.011455009543131778) < 1e-12)
    #expect(abs(difference.upper - 0.24745500954313177) < 1e-12)
    #expect(!difference.isClear)
    #expect(try #require(PairedDifference([1, 1.1, 0.9])).isClear)
  }

  @Test func aSinglePairHasNoInterval() {
    #expect(PairedDifference([1]) == nil)
    #expect(PairedDifference([]) == nil)
  }
}
