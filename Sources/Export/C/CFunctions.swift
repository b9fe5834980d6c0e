/// Functions that an exported file of C may call. Each file has those that it needs.
enum CFunctions {
  /// The functions that some code calls, and those that these call.
  static func called(by code: String) -> String {
    var code = code
    var called: [String] = []
    for function in all.reversed() where code.contains(function.name + "(") {
      called.append(function.text)
      code += function.text
    }
    return called.reversed().map { $0 + "\n\n" }.joined()
  }

  /// Each behind those that it calls.
  private static let all: [(name: String, text: String)] = [
    // MARK: Mathematics
    // The program's own functions in double precision (`BitPatternScalar`), operation by operation: those of C
    // libraries differ in last bits.
    (
      "clamped",
      #"""
      static double clamped(double x, double limit)
      {
        double below = limit < x ? limit : x;
        return below < -limit ? -limit : below;
      }
      """#
    ),
    (
      "polynomial",
      #"""
      /* A polynomial, its coefficients from the highest power down. */
      static double polynomial(const double *coefficients, int count, double x)
      {
        double sum = coefficients[0];
        for (int i = 1; i < count; i++) sum = sum * x + coefficients[i];
        return sum;
      }
      """#
    ),
    (
      "power_of_two",
      #"""
      /* 2 to the power of a whole number n. */
      static double power_of_two(double n)
      {
        uint64_t bits;
        n += 0x1.8p52;
        memcpy(&bits, &n, sizeof bits);
        bits = (bits + 1023) << 52;
        memcpy(&n, &bits, sizeof n);
        return n;
      }
      """#
    ),
    (
      "reduced",
      #"""
      /* x = n ln 2 + r: n, and e to the power of r, less 1. */
      static double reduced(double x, double *n)
      {
        static const double series[] = {
          1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
          1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2};
        double r;
        *n = (x * 1.442695040888963407 + 0x1.8p52) - 0x1.8p52;
        r = (x - *n * 0x1.62e42fefap-1) - *n * 0x1.cf79abc9e3b3ap-40;
        return r + r * r * polynomial(series, 12, r);
      }
      """#
    ),
    (
      "exponential",
      #"""
      static double exponential(double x)
      {
        double n, half, series = reduced(clamped(x, 746), &n);
        half = (n * 0.5 + 0x1.8p52) - 0x1.8p52;
        return (series + 1) * power_of_two(half) * power_of_two(n - half);
      }
      """#
    ),
    (
      "hyperbolic_tangent",
      #"""
      static double hyperbolic_tangent(double x)
      {
        double n, power, excess, series = reduced(clamped(x, 20) * 2, &n);
        power = power_of_two(n);
        excess = power * series + (power - 1);
        return excess / (excess + 2);
      }
      """#
    ),
    (
      "error_function",
      #"""
      static double error_function(double x)
      {
        static const double near[] = {
          5.9571761477489114e-11, -1.13728488567916737e-9, 1.46597752740474358e-8, -1.6350312701054695e-7,
          1.6461000484121368e-6, -1.49255952668311816e-5, 1.20553311116427109e-4, -8.54832698083378991e-4,
          0.00522397762481801447, -0.0268661706450767932, 0.112837916709548787, -0.376126389031837481,
          0.128379167095512574};
        static const double far[] = {
          -2.22812957637235017e-7, 4.14630218326848772e-6, 1.85942738742940198e-6, -1.41663390691171082e-5,
          -2.76407278219128536e-5, 2.75603527566783132e-5, 1.74364772572567369e-4, 4.35526535981788277e-5,
          -9.81977111474071531e-4, -8.47143122941533342e-4, 0.00699746173920057474, 0.00373289240165644815,
          -0.0789785810157126937, 0.241658194242487627, -0.427185847413958492, 0.255395676310505716};
        double limited = clamped(x, 6), square = limited * limited, size = limited < 0 ? -limited : limited, rest;
        if (size < 1) return limited + limited * polynomial(near, 13, square);
        rest = 1 - exponential(-square) * polynomial(far, 16, (size - 2) / (size + 2));
        return limited < 0 ? -rest : rest;
      }
      """#
    ),
    (
      "logarithm",
      #"""
      static double logarithm(double x)
      {
        static const double terms[] = {
          1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3};
        double m, f, s, series;
        int n;
        if (!(x > 0 && x < INFINITY)) return x == 0 ? -INFINITY : x < 0 ? NAN : x;
        m = frexp(x, &n);
        if (m < 0x1.6a09e667f3bcdp-1) {
          m *= 2;
          n--;
        }
        f = m - 1;
        s = f / (f + 2);
        series = f - s * (f - 2 * (polynomial(terms, 11, s * s) * (s * s)));
        return n * 0x1.62e42fefap-1 + (series + n * 0x1.cf79abc9e3b3ap-40);
      }
      """#
    ),
    (
      "logarithm_of_one_plus",
      #"""
      static double logarithm_of_one_plus(double x)
      {
        double u = x + 1, lost = u > 0 ? (x - (u - 1)) / u : 0;
        return u < INFINITY ? logarithm(u) + lost : x;
      }
      """#
    ),
    (
      "unit_of",
      #"""
      /* The greatest power of two that is no greater than x. */
      static double unit_of(double x)
      {
        int exponent;
        frexp(x, &exponent);
        return ldexp(1, exponent - 1);
      }
      """#
    ),

    // MARK: Cells
    (
      "trimmed",
      #"""
      /* A text without the spaces and tabs around it. */
      static const char *trimmed(const char *text, size_t *length)
      {
        size_t end;
        if (text == NULL) text = "";
        while (*text == ' ' || *text == '\t') text++;
        end = strlen(text);
        while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
        *length = end;
        return text;
      }
      """#
    ),
    (
      "place_of",
      #"""
      /* The place of a text in a list, whose last element does not count; -1 where it is not there. */
      static int place_of(const char *text, size_t length, const char *const *list, int count)
      {
        for (int i = 0; i < count - 1; i++)
          if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0) return i;
        return -1;
      }
      """#
    ),
    (
      "plain_number",
      #"""
      /* The number that a text is, in any spelling without zeros before it; 0 where it is none. */
      static int plain_number(const char *text, size_t length, double *number)
      {
        char copy[64], *end;
        size_t first = length > 0 && (text[0] == '-' || text[0] == '+');
        if (length == 0 || length >= sizeof copy) return 0;
        if (strspn(text, "+-0123456789.eE") < length) return 0;
        if (length > first + 1 && text[first] == '0' && text[first + 1] >= '0' && text[first + 1] <= '9') return 0;
        memcpy(copy, text, length);
        copy[length] = 0;
        *number = strtod(copy, &end);
        return *end == 0;
      }
      """#
    ),
    (
      "whole_number",
      #"""
      /* The whole number that a text is; 0 where it is none. */
      static int whole_number(const char *text, size_t length, double *number)
      {
        return plain_number(text, length, number) && floor(*number) == *number
          && fabs(*number) < 9007199254740992.0;
      }
      """#
    ),
    (
      "place_of_number",
      #"""
      /* The place of a spelling of a whole number in a list. */
      static int place_of_number(const char *text, size_t length, const char *const *list, int count)
      {
        double number, other;
        if (!whole_number(text, length, &number)) return -1;
        for (int i = 0; i < count - 1; i++)
          if (whole_number(list[i], strlen(list[i]), &other) && other == number) return i;
        return -1;
      }
      """#
    ),
    (
      "is_word",
      #"""
      /* Whether a text is one of two words or a number. */
      static int is_word(const char *text, size_t length, const char *word, const char *other, double number)
      {
        double own;
        size_t i = 0, j = 0;
        while (i < length && word[i] != 0 && (text[i] | 0x20) == word[i]) i++;
        while (j < length && other[j] != 0 && (text[j] | 0x20) == other[j]) j++;
        if ((i == length && word[i] == 0) || (j == length && other[j] == 0)) return 1;
        return plain_number(text, length, &own) && own == number;
      }
      """#
    ),
  ]
}
