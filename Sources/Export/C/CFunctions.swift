import Tabular

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

    (
      "total",
      #"""
      /* a + b, and its rounding error. */
      static double total(double a, double b, double *rest)
      {
        double sum = a + b, second = sum - a;
        *rest = (a - (sum - second)) + (b - second);
        return sum;
      }
      """#
    ),
    (
      "joined_polynomial",
      #"""
      /* The same as polynomial(), adding products without intermediate rounding. */
      static double joined_polynomial(const double *coefficients, int count, double x)
      {
        double sum = coefficients[0];
        for (int i = 1; i < count; i++) sum = fma(sum, x, coefficients[i]);
        return sum;
      }
      """#
    ),
    (
      "normal_quantile",
      #"""
      /* The normal distribution's quantile of the share of training rows below x. */
      static double normal_quantile(double x, const double *quantiles, int count)
      {
        static const double centre[2][8] = {\#(polynomials(NormalDistribution.centre))};
        static const double tail[2][8] = {\#(polynomials(NormalDistribution.tail))};
        static const double terms[] = {
          2.0 / 23, 2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3};
        double share, distance, m, s, z, r, rest, sum, divisor, divisor_rest, lost, least = \#(NormalDistribution.leastShare);
        int first = 0, behind, n;
        while (first < count && quantiles[first] < x) first++;
        for (behind = first; behind < count && quantiles[behind] <= x;) behind++;
        if (x <= quantiles[0]) {
          share = 0;
        } else if (x >= quantiles[count - 1]) {
          share = 1;
        } else if (behind > first) {
          share = (double)(first + behind - 1) / (2 * (count - 1));
        } else {
          double low = quantiles[first - 1], high = quantiles[first];
          share = (first - 1 + (x / 2 - low / 2) / (high / 2 - low / 2)) / (count - 1);
        }
        share = share < least ? least : share > 1 - least ? 1 - least : share;
        distance = share - 0.5;
        if (fabs(distance) <= 0.425) {
          r = 0.180625 - distance * distance;
          return distance * polynomial(centre[0], 8, r) / polynomial(centre[1], 8, r);
        }
        /* The logarithm, with its rounding error. */
        m = frexp(distance < 0 ? share : 1 - share, &n);
        if (m < 0x1.6a09e667f3bcdp-1) {
          m *= 2;
          n--;
        }
        divisor = total(2, m - 1, &divisor_rest);
        s = (m - 1) / divisor;
        lost = fma(-s, divisor, m - 1) + (0 - s * divisor_rest);
        z = s * s;
        sum = total(n * 0x1.62e42fefap-1, 2 * s, &rest);
        sum += rest + (2 * lost / divisor + (s * z * joined_polynomial(terms, 11, z) + n * 0x1.cf79abc9e3b3ap-40));
        r = sqrt(-sum) - 1.6;
        r = polynomial(tail[0], 8, r) / polynomial(tail[1], 8, r);
        return distance < 0 ? -r : r;
      }
      """#
    ),
    (
      "sine_and_cosine",
      #"""
      /* The sine and the cosine of an angle in turns. */
      static void sine_and_cosine(double turns, double *result)
      {
        static const double odds[] = {
          -1.0 / 121645100408832000, 1.0 / 355687428096000, -1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800,
          1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6};
        static const double evens[] = {
          -1.0 / 6402373705728000, 1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800,
          1.0 / 40320, -1.0 / 720, 1.0 / 24};
        double quarters = (4 * turns + 0x1.8p52) - 0x1.8p52, part = turns - quarters / 4;
        double a = part * 0x1.921fb54442d18p+2;
        double rest = fma(part, 0x1.921fb54442d18p+2, -a) + part * 0x1.1a62633145c07p-52;
        double square = a * a, square_rest = fma(a, a, -square);
        double sine, cosine, first, first_rest;
        sine = a + (a * square * joined_polynomial(odds, 9, square) + (rest - rest * square / 2));
        first = total(1, -square / 2, &first_rest);
        cosine = first
          + (first_rest + (square * square * joined_polynomial(evens, 8, square) - (a * rest + square_rest / 2)));
        switch ((int)quarters & 3) {
        case 0: result[0] = sine, result[1] = cosine; break;
        case 1: result[0] = cosine, result[1] = -sine; break;
        case 2: result[0] = -sine, result[1] = -cosine; break;
        default: result[0] = -cosine, result[1] = sine;
        }
      }
      """#
    ),
    (
      "day_of",
      #"""
      /* Days since 1970-01-01 as a whole number; 0 if they are not a day. */
      static int day_of(double days, long *day)
      {
        *day = 0;
        if (!(fabs(days) < 1e8)) return 0;
        *day = (long)floor(days);
        return 1;
      }
      """#
    ),
    (
      "calendar_of",
      #"""
      /* The year and the month of days since 1970-01-01. */
      static int calendar_of(double days, long *year, long *month)
      {
        long day, era, day_of_era, year_of_era, day_of_year, from_march;
        if (!day_of(days, &day)) return 0;
        day += 719468;
        era = (day >= 0 ? day : day - 146096) / 146097;
        day_of_era = day - era * 146097;
        year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
        day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        from_march = (5 * day_of_year + 2) / 153;
        *month = from_march < 10 ? from_march + 3 : from_march - 9;
        *year = year_of_era + era * 400 + (*month <= 2);
        return 1;
      }
      """#
    ),
    (
      "year_of",
      #"""
      static double year_of(double days)
      {
        long year, month;
        return calendar_of(days, &year, &month) ? year : 0;
      }
      """#
    ),
    (
      "month_of",
      #"""
      static double month_of(double days)
      {
        long year, month;
        return calendar_of(days, &year, &month) ? month : 0;
      }
      """#
    ),
    (
      "weekday_of",
      #"""
      static double weekday_of(double days)
      {
        long day;
        return day_of(days, &day) ? ((day + 3) % 7 + 7) % 7 : 0;
      }
      """#
    ),
    (
      "hour_of",
      #"""
      static double hour_of(double days)
      {
        long day;
        return day_of(days, &day) ? round((days - day) * 86400e4) / 3600e4 : 0;
      }
      """#
    ),

    // MARK: Cells
    (
      "blank",
      #"""
      /* The number of bytes of the blank at the start of a text; 0 if there is none. */
      static size_t blank(const char *text, size_t length)
      {
        static const char *const blanks[] = {" ", "\t", "\302\240", "\342\200\257", "\343\200\200", "\357\273\277"};
        for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
          size_t size = strlen(blanks[i]);
          if (length >= size && memcmp(text, blanks[i], size) == 0) return size;
        }
        return length >= 3 && memcmp(text, "\342\200", 2) == 0 && (unsigned char)text[2] >= 0x80
          && (unsigned char)text[2] <= 0x8b ? 3 : 0;
      }
      """#
    ),
    (
      "inner",
      #"""
      /* A text without the blanks around it. */
      static const char *inner(const char *text, size_t *length)
      {
        size_t size;
        while (*length > 0 && (size = blank(text, *length)) > 0) {
          text += size;
          *length -= size;
        }
        for (size = 1; size <= 3 && size <= *length; size++)
          if (blank(text + *length - size, size) == size) {
            *length -= size;
            size = 0;
          }
        return text;
      }
      """#
    ),
    (
      "trimmed",
      #"""
      static const char *trimmed(const char *text, size_t *length)
      {
        if (text == NULL) text = "";
        *length = strlen(text);
        return inner(text, length);
      }
      """#
    ),
    (
      "place_of",
      #"""
      /* The index of a text in a list, whose last element does not count; -1 if it is not in it. */
      static int place_of(const char *text, size_t length, const char *const *list, int count)
      {
        for (int i = 0; i < count - 1; i++)
          if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0) return i;
        return -1;
      }
      """#
    ),
    (
      "sign",
      #"""
      /* The number of bytes of the sign at the start of a text. */
      static size_t sign(const char *text, size_t length)
      {
        if (length > 0 && (*text == '-' || *text == '+')) return 1;
        return length >= 3 && memcmp(text, "\342\210\222", 3) == 0 ? 3 : 0;
      }
      """#
    ),
    (
      "decimal_number",
      #"""
      /* Reads a text as a decimal number; 0 if it is not one. */
      static int decimal_number(const char *text, size_t length, double *number)
      {
        char copy[512], *end;
        size_t count = 0, digits = 0, i = 0;
        if (length >= sizeof copy) return 0;
        while (i < length) {
          size_t size = sign(text + i, length - i);
          if (size == 0) {
            if (strchr("0123456789.eE", text[i]) == NULL) return 0;
            digits += text[i] >= '0' && text[i] <= '9';
            copy[count++] = text[i++];
          } else {
            copy[count++] = text[i] == '+' ? '+' : '-';
            i += size;
          }
        }
        copy[count] = 0;
        *number = strtod(copy, &end);
        return digits > 0 && *end == 0;
      }
      """#
    ),
    (
      "plain_number",
      #"""
      /* The same, but for codes of digits with leading zeros, which are not numbers. */
      static int plain_number(const char *text, size_t length, double *number)
      {
        if (length > 1 && text[0] == '0' && strspn(text, "0123456789") >= length) return 0;
        return decimal_number(text, length, number);
      }
      """#
    ),
    (
      "whole_number",
      #"""
      /* Reads a text as a whole number; 0 if it is not one. */
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
      /* The index in a list of a whole number in any spelling. */
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
        return decimal_number(text, length, &own) && own == number;
      }
      """#
    ),
    (
      "take_sign",
      #"""
      /* Takes a sign, or the parentheses of a number below 0, from around a text where there was none before: 1 is plus,
       * -1 minus. */
      static const char *take_sign(const char *text, size_t *length, int parentheses, int *taken)
      {
        size_t size = sign(text, *length);
        if (*taken == 0 && size > 0) {
          *taken = *text == '+' ? 1 : -1;
          *length -= size;
          text = inner(text + size, length);
        }
        if (parentheses && *taken == 0 && *length > 2 && text[0] == '(' && text[*length - 1] == ')') {
          *taken = -1;
          *length -= 2;
          text = inner(text + 1, length);
        }
        return text;
      }
      """#
    ),
    (
      "numeral",
      #"""
      /* A number as people write it; INFINITY if a text is not one. marks are what may stand between groups of three
       * digits, with an empty text at their end. */
      static double numeral(const char *text, size_t length, char decimal, const char *const *marks,
        const char *prefix, const char *suffix, int parentheses)
      {
        char copy[512];
        size_t count = 0, digits = 0, groups = 0, i = 0, size = strlen(prefix);
        int taken = 0;
        double number;
        text = take_sign(text, &length, parentheses, &taken);
        if (size > 0 && length >= size && memcmp(text, prefix, size) == 0) {
          length -= size;
          text = inner(text + size, &length);
        }
        size = strlen(suffix);
        if (size > 0 && length >= size && memcmp(text + length - size, suffix, size) == 0) {
          length -= size;
          text = inner(text, &length);
        }
        text = take_sign(text, &length, parentheses, &taken);
        if (length == 0 || length >= sizeof copy || sign(text, length) > 0) return INFINITY;
        while (i < length && text[i] != decimal && (text[i] | 0x20) != 'e') {
          if (text[i] >= '0' && text[i] <= '9') {
            copy[count++] = text[i++];
            digits++;
            continue;
          }
          for (size = 0; *marks[size] != 0; size++)
            if (length - i >= strlen(marks[size]) && memcmp(text + i, marks[size], strlen(marks[size])) == 0) break;
          if (*marks[size] == 0) return INFINITY;
          if (groups > 0 ? digits != 3 : digits < 1 || digits > 3 || text[0] == '0') return INFINITY;
          i += strlen(marks[size]);
          groups++;
          digits = 0;
        }
        if (groups > 0 && digits != 3) return INFINITY;
        for (; i < length; i++) {
          if (text[i] == '.' && decimal != '.') return INFINITY;
          copy[count++] = text[i] == decimal ? '.' : text[i];
        }
        if (!decimal_number(copy, count, &number)) return INFINITY;
        return taken < 0 ? -number : number;
      }
      """#
    ),
    (
      "digits_of",
      #"""
      /* Takes a whole number with so many digits from the start of a text. */
      static int digits_of(const char **text, const char *end, int least, int most, long *number)
      {
        int count = 0;
        *number = 0;
        for (; count < most && *text < end && **text >= '0' && **text <= '9'; count++)
          *number = *number * 10 + (*(*text)++ - '0');
        return count >= least;
      }
      """#
    ),
    (
      "month_name",
      #"""
      /* Takes the name of a month, whole or its first letters. */
      static int month_name(const char **text, const char *end, long *month)
      {
        static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july", "august",
          "september", "october", "november", "december"};
        char letters[10];
        size_t count = 0;
        while (count < 10 && *text < end && (**text & 0xdf) >= 'A' && (**text & 0xdf) <= 'Z')
          letters[count++] = (char)(*(*text)++ | 0x20);
        for (*month = 1; *month <= 12; ++*month) {
          const char *name = names[*month - 1];
          if (count >= 3 && count <= strlen(name) && memcmp(name, letters, count) == 0
            && (count == 3 || count == strlen(name) || (count == 4 && *month == 9))) return 1;
        }
        return 0;
      }
      """#
    ),
    (
      "date",
      #"""
      /* Days since 1970-01-01 of a date in a format of strptime(); INFINITY if a text is not one. */
      static double date(const char *text, size_t length, const char *format)
      {
        const char *end = text + length;
        long year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, offset = 0, era, count;
        int has_hour = 0, is_half = 0, is_afternoon = 0, is_day_of_year = 0, is_leap, last;
        double fraction = 0, power = 1;
        for (; *format != 0; format++) {
          int is_read = 1;
          if (*format == ' ') {
            is_read = text < end && *text == ' ';
            while (text < end && *text == ' ') text++;
          } else if (*format != '%') {
            is_read = text < end && *text++ == *format;
          } else switch (*++format) {
          case 'Y': is_read = digits_of(&text, end, 4, 4, &year); break;
          case 'y':
            is_read = digits_of(&text, end, 2, 2, &year);
            year += year < 69 ? 2000 : 1900;
            break;
          case 'm': is_read = digits_of(&text, end, 1, 2, &month); break;
          case 'b': is_read = month_name(&text, end, &month); break;
          case 'd': is_read = digits_of(&text, end, 1, 2, &day); break;
          case 'j':
            is_read = digits_of(&text, end, 1, 3, &day);
            is_day_of_year = 1;
            break;
          case 'I':
            is_half = 1;
            /* fallthrough */
          case 'H':
            is_read = digits_of(&text, end, 1, 2, &hour);
            has_hour = 1;
            break;
          case 'M': is_read = digits_of(&text, end, 1, 2, &minute); break;
          case 'S':
            is_read = digits_of(&text, end, 1, 2, &second);
            if (end - text < 2 || (*text != '.' && *text != ',') || text[1] < '0' || text[1] > '9') break;
            /* Beyond 15 digits a number has none to add. */
            for (text++; text < end && *text >= '0' && *text <= '9'; text++)
              if (power < 1e15) {
                fraction = fraction * 10 + (*text - '0');
                power *= 10;
              }
            fraction /= power;
            break;
          case 'p':
            is_read = end - text >= 2 && (text[1] | 0x20) == 'm' && ((*text | 0x20) == 'a' || (*text | 0x20) == 'p');
            is_afternoon = is_read && (*text | 0x20) == 'p';
            if (is_read) text += 2;
            break;
          case 'z':
            if (text < end && *text == 'Z') {
              text++;
            } else if (end - text >= 3 && (memcmp(text, "UTC", 3) == 0 || memcmp(text, "GMT", 3) == 0)) {
              text += 3;
            } else {
              long hours = 0, minutes = 0, direction;
              if (text == end || (*text != '+' && *text != '-')) return INFINITY;
              direction = *text++ == '+' ? 1 : -1;
              if (!digits_of(&text, end, 2, 2, &hours) || hours >= 24) return INFINITY;
              if (text < end && *text == ':') {
                text++;
                is_read = digits_of(&text, end, 2, 2, &minutes);
              } else if (text < end && *text >= '0' && *text <= '9') {
                is_read = digits_of(&text, end, 2, 2, &minutes);
              }
              if (minutes >= 60) return INFINITY;
              offset = direction * (hours * 3600 + minutes * 60);
            }
            break;
          default: is_read = text < end && *text++ == '%';
          }
          if (!is_read) return INFINITY;
        }
        is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        last = is_day_of_year ? 365 + is_leap : month == 2 ? 28 + is_leap
          : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        if (text != end || month < 1 || month > 12 || day < 1 || day > last) return INFINITY;
        /* Years begin in March, so that the odd day is the last one. */
        if (month <= 2) year--;
        era = (year >= 0 ? year : year - 399) / 400;
        year -= era * 400;
        count = era * 146097 + year * 365 + year / 4 - year / 100 + (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
          + day - 1 - 719468;
        if (!has_hour) return count;
        if (is_half) {
          if (hour < 1 || hour > 12) return INFINITY;
          hour = hour % 12 + (is_afternoon ? 12 : 0);
        }
        if (hour > 24 || (hour == 24 && (minute > 0 || second > 0 || fraction > 0)) || minute >= 60 || second > 60)
          return INFINITY;
        offset = hour * 3600 + minute * 60 + second - offset;
        if (second == 60 && (offset % 86400 + 86400) % 86400 != 0) return INFINITY;
        return (count * 86400.0 + offset + fraction) / 86400;
      }
      """#
    ),
    (
      "is_there",
      #"""
      /* Whether any of some cells is present. */
      static int is_there(const double *cells, int first, int end)
      {
        for (int i = first; i < end; i++) if (!isnan(cells[i])) return 1;
        return 0;
      }
      """#
    ),
  ]

  private static func polynomials(_ quotient: (numerator: [Double], denominator: [Double]))
    -> String
  {
    [quotient.numerator, quotient.denominator].map {
      "\n  {\($0.map { "\($0)" }.joined(separator: ", "))}"
    }.joined(separator: ",")
  }

  /// A format of dates with a letter for each part, as `date` reads it.
  static func format(_ format: DateFormat) -> String {
    let bytes = format.items.flatMap { item -> [UInt8] in
      switch item {
      case .literal(let byte): byte == UInt8(ascii: "%") ? [byte, byte] : [byte]
      case .blank: [UInt8(ascii: " ")]
      default:
        Array("%".utf8)
          + DateFormat.letters.filter { $0.item == item }.prefix(1).flatMap { $0.letter.utf8 }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
