import FuzzTargets
import Glibc

/// libFuzzer's loop, which calls the function with bytes of its choice.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutableRawPointer,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

// libFuzzer starts the program again with its own arguments, so the target's name is no argument.
guard let name = getenv("DLRUN_FUZZ").flatMap({ FuzzTarget.Name(rawValue: String(cString: $0)) })
else { fatalError("DLRUN_FUZZ names no target") }
nonisolated(unsafe) let target = try FuzzTarget(name)

if let folder = getenv("DLRUN_FUZZ_SEEDS").map({ String(cString: $0) }) {
  for (number, seed) in target.seeds.enumerated() {
    let file = fopen("\(folder)/seed-\(number)", "w")
    fwrite(seed, 1, seed.count, file)
    fclose(file)
  }
  exit(0)
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
  runDriver(&count, &arguments) { start, count in
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if case .wrong(let fault) = target.outcome(of: bytes) { fatalError(fault) }
    return 0
  })
