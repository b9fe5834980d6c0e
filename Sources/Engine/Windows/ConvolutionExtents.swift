/// The extents that a convolution and its gradients share.
///
/// Images are [batch, height · width · channels], the channels of a pixel side by side; what is computed from
/// them [batch, positions · filters]; weights [filters, channels of a group · kernel height · kernel width] in
/// the order filter, channel, height, width. The filters of a group are consecutive, and so are its channels.
package struct ConvolutionExtents: Hashable, Sendable {
  package let geometry: WindowGeometry
  package let channels: Int
  package let filters: Int
  package let groups: Int

  init(_ geometry: WindowGeometry, channels: Int, filters: Int, groups: Int) {
    precondition(
      groups > 0 && channels % groups == 0 && filters % groups == 0,
      "groups divide channels and filters")
    self.geometry = geometry
    self.channels = channels
    self.filters = filters
    self.groups = groups
  }

  package var channelsOfGroup: Int { channels / groups }
  package var filtersOfGroup: Int { filters / groups }
  /// The elements of an image.
  var imageCount: Int { geometry.cells * channels }
  /// The elements of what is computed from an image.
  var resultCount: Int { geometry.positions * filters }
  /// The weights of a filter.
  package var depth: Int { geometry.kernelCells * channelsOfGroup }
  var weights: Shape { Shape(filters, depth) }

  /// The additions and multiplications for some images.
  func work(images: Int) -> Int { 2 * images * resultCount * depth }

  /// The elements of an image that a filter reads in a window, each with the number of its weight.
  func terms(position: Int, filter: Int) -> [(element: Int, weight: Int)] {
    let (height, width) = (geometry.height, geometry.width)
    let (y, x) = position.quotientAndRemainder(dividingBy: width.positions)
    let firstChannel = filter / filtersOfGroup * channelsOfGroup
    return (0..<channelsOfGroup).flatMap { channel in
      height.present(at: y, end: height.extent).flatMap { row in
        width.present(at: x, end: width.extent).map { column in
          let inputY = y * height.stride - height.before + row * height.dilation
          let inputX = x * width.stride - width.before + column * width.dilation
          return (
            (inputY * width.extent + inputX) * channels + firstChannel + channel,
            (channel * height.kernel + row) * width.kernel + column
          )
        }
      }
    }
  }

  // MARK: Images in memory

  /// The elements of an image with zeros around it.
  private var paddedCount: Int {
    geometry.height.paddedExtent * geometry.width.paddedExtent * channels
  }

  /// The images that are worked on at once: they should stay in the cache for as long as weights come by.
  func imagesAtOnce(of rows: Int) -> Int { max(1, min(rows, 16384 / paddedCount)) }

  /// The elements for padded images that are worked on at once.
  func paddedWorkspace(rows: Int) -> Int {
    geometry.isPadded ? Layout.padded(imagesAtOnce(of: rows) * paddedCount) : 0
  }

  /// The elements from one image to the next, and from one row of an image to the next.
  func strides(of images: Int) -> (image: Int, row: Int) {
    geometry.isPadded
      ? (paddedCount, geometry.width.paddedExtent * channels)
      : (images, geometry.width.extent * channels)
  }

  /// The first element within the zeros around an image.
  private var paddedStart: Int {
    (geometry.height.before * geometry.width.paddedExtent + geometry.width.before) * channels
  }

  /// Some images with the zeros around them that windows reach: where they lie, if there are none.
  /// - Parameter buffer: `paddedWorkspace` elements.
  func padded<S: Scalar>(
    _ x: Operand<S>, _ rows: Range<Int>, in buffer: UnsafeMutablePointer<S>
  ) -> UnsafePointer<S> {
    guard geometry.isPadded else { return UnsafePointer(x.pointer + rows.lowerBound * x.stride) }
    buffer.update(repeating: 0, count: rows.count * paddedCount)
    forEachImageRow(of: x, rows) { row, padded, count in
      copyElements(from: UnsafePointer(x.pointer + row), to: buffer + padded, count: count)
    }
    return UnsafePointer(buffer)
  }

  /// The reverse of `padded`: leaves the zeros away.
  func copy<S: Scalar>(
    padded buffer: UnsafeMutablePointer<S>, to x: Operand<S>, _ rows: Range<Int>
  ) {
    forEachImageRow(of: x, rows) { row, padded, count in
      copyElements(from: UnsafePointer(buffer + padded), to: x.pointer + row, count: count)
    }
  }

  /// Calls `body` with the offset in `x` and among padded images, and the number of elements, of each row of
  /// pixels.
  @inline(__always)
  private func forEachImageRow<S: Scalar>(
    of x: Operand<S>, _ rows: Range<Int>, _ body: (Int, Int, Int) -> Void
  ) {
    let length = geometry.width.extent * channels
    for image in 0..<rows.count {
      for row in 0..<geometry.height.extent {
        body(
          (rows.lowerBound + image) * x.stride + row * length,
          image * paddedCount + paddedStart + row * geometry.width.paddedExtent * channels, length)
      }
    }
  }

  // MARK: Walks

  /// Where the windows of some images begin.
  func windows(images: Int, _ strides: (image: Int, row: Int)) -> Walk {
    Walk(
      outer: .init(count: images, step: strides.image),
      middle: .init(count: geometry.height.positions, step: geometry.height.stride * strides.row),
      inner: .init(count: geometry.width.positions, step: geometry.width.stride * channels))
  }

  /// Where the results for these windows begin, those of images being `stride` elements apart.
  func results(images: Int, stride: Int) -> Walk {
    Walk(
      outer: .init(count: images, step: stride), middle: .init(count: 1, step: 0),
      inner: .init(count: geometry.positions, step: filters))
  }

  /// Where the elements of a window lie that a group of filters reads: kernel height, kernel width, channel.
  func window(_ strides: (image: Int, row: Int)) -> Walk {
    Walk(
      outer: .init(
        count: geometry.height.kernel, step: geometry.height.dilation * strides.row),
      middle: .init(count: geometry.width.kernel, step: geometry.width.dilation * channels),
      inner: .init(count: channelsOfGroup, step: 1))
  }

  /// Calls `body` for each weight of a filter with its number in the order of `window`, and its own.
  @inline(__always)
  func forEachWeight(_ body: (_ inWindow: Int, _ own: Int) -> Void) {
    var own = 0
    for channel in 0..<channelsOfGroup {
      for cell in 0..<geometry.kernelCells {
        body(cell &* channelsOfGroup &+ channel, own)
        own &+= 1
      }
    }
  }
}
