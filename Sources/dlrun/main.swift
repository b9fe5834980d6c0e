import Training

let process = RunningProcess()
process.start()
process.end(Dlrun.run(in: process))
