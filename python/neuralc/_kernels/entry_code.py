"""The machine code of `entry`, and the layouts that it goes by: those of Python's and NumPy's
objects, and those of plans and records."""

UNFIT = -1
"""What it gives where the values are not what was prepared for; else the status of the kernel."""

SYMBOL = "neuralc_enter"

# Where the fields of objects are, in bytes: of all of them, of numbers, and of arrays.
TYPE, DATA, RANK, LENGTHS, STRIDES, DTYPE, FLAGS = 8, 16, 24, 32, 40, 56, 64
IS_ALIGNED, IS_WRITABLE = 0x100, 0x400

# A plan is: services, kernel (none: only check), its inputs, outputs, begin, end, failure; how many
# values there are, their records; how many outputs, their records; how many operands of the
# caller's there are besides, their records. A record is: kind, rank, lengths and strides, dtype,
# flags, where the address (or number) goes, bytes before and behind the address that belong to it,
# and how many bytes are set to 0. All of them are words of 64 bits.
NUMBER64, NUMBER32, ARRAY = 0, 1, 2
RECORD = 10

TEXT = f"""
define internal i1 @take(ptr %services, ptr %record, ptr %object) nounwind {{
  %kind = load i64, ptr %record
  %target.address = getelementptr i64, ptr %record, i64 5
  %target = load ptr, ptr %target.address
  %type.address = getelementptr i8, ptr %object, i64 {TYPE}
  %type = load ptr, ptr %type.address
  %isArray = icmp eq i64 %kind, {ARRAY}
  br i1 %isArray, label %array, label %number
number:
  %float.address = getelementptr ptr, ptr %services, i64 6
  %float = load ptr, ptr %float.address
  %int.address = getelementptr ptr, ptr %services, i64 7
  %int = load ptr, ptr %int.address
  %isFloat = icmp eq ptr %type, %float
  br i1 %isFloat, label %convert, label %whole
whole:
  %isInt = icmp eq ptr %type, %int
  br i1 %isInt, label %convert, label %unfit
convert:
  %convert.address = getelementptr ptr, ptr %services, i64 1
  %asDouble = load ptr, ptr %convert.address
  %value = call double %asDouble(ptr %object)
  %isError = fcmp oeq double %value, -1.0
  br i1 %isError, label %doubt, label %store
doubt:
  %occurred.address = getelementptr ptr, ptr %services, i64 2
  %occurred = load ptr, ptr %occurred.address
  %error = call ptr %occurred()
  %isRight = icmp eq ptr %error, null
  br i1 %isRight, label %store, label %clear
clear:
  %clear.address = getelementptr ptr, ptr %services, i64 3
  %forget = load ptr, ptr %clear.address
  call void %forget()
  br label %unfit
store:
  %isNarrow = icmp eq i64 %kind, {NUMBER32}
  br i1 %isNarrow, label %narrow, label %wide
narrow:
  %rounded = fptrunc double %value to float
  store float %rounded, ptr %target
  ret i1 true
wide:
  store double %value, ptr %target
  ret i1 true
array:
  %arrays.address = getelementptr ptr, ptr %services, i64 8
  %arrays = load ptr, ptr %arrays.address
  %isOfType = icmp eq ptr %type, %arrays
  br i1 %isOfType, label %header, label %unfit
header:
  %dtype.address = getelementptr i8, ptr %object, i64 {DTYPE}
  %dtype = load ptr, ptr %dtype.address
  %dtype.wanted.address = getelementptr i64, ptr %record, i64 3
  %dtype.wanted = load ptr, ptr %dtype.wanted.address
  %hasType = icmp eq ptr %dtype, %dtype.wanted
  %rank.address = getelementptr i8, ptr %object, i64 {RANK}
  %rank.narrow = load i32, ptr %rank.address
  %rank = sext i32 %rank.narrow to i64
  %rank.wanted.address = getelementptr i64, ptr %record, i64 1
  %rank.wanted = load i64, ptr %rank.wanted.address
  %hasRank = icmp eq i64 %rank, %rank.wanted
  %flags.address = getelementptr i8, ptr %object, i64 {FLAGS}
  %flags.narrow = load i32, ptr %flags.address
  %flags = zext i32 %flags.narrow to i64
  %flags.wanted.address = getelementptr i64, ptr %record, i64 4
  %flags.wanted = load i64, ptr %flags.wanted.address
  %flags.present = and i64 %flags, %flags.wanted
  %hasFlags = icmp eq i64 %flags.present, %flags.wanted
  %hasTypeAndRank = and i1 %hasType, %hasRank
  %isAlike = and i1 %hasTypeAndRank, %hasFlags
  br i1 %isAlike, label %shape, label %unfit
shape:
  %lengths.address = getelementptr i8, ptr %object, i64 {LENGTHS}
  %lengths = load ptr, ptr %lengths.address
  %strides.address = getelementptr i8, ptr %object, i64 {STRIDES}
  %strides = load ptr, ptr %strides.address
  %wanted.address = getelementptr i64, ptr %record, i64 2
  %wanted = load ptr, ptr %wanted.address
  br label %dimensions
dimensions:
  %k = phi i64 [ 0, %shape ], [ %k.next, %next ]
  %isLeft = icmp slt i64 %k, %rank
  br i1 %isLeft, label %dimension, label %taken
dimension:
  %length.address = getelementptr i64, ptr %lengths, i64 %k
  %length = load i64, ptr %length.address
  %length.wanted.address = getelementptr i64, ptr %wanted, i64 %k
  %length.wanted = load i64, ptr %length.wanted.address
  %hasLength = icmp eq i64 %length, %length.wanted
  %stride.address = getelementptr i64, ptr %strides, i64 %k
  %stride = load i64, ptr %stride.address
  %stride.place = add i64 %k, %rank
  %stride.wanted.address = getelementptr i64, ptr %wanted, i64 %stride.place
  %stride.wanted = load i64, ptr %stride.wanted.address
  %hasStride = icmp eq i64 %stride, %stride.wanted
  %fits = and i1 %hasLength, %hasStride
  br i1 %fits, label %next, label %unfit
next:
  %k.next = add i64 %k, 1
  br label %dimensions
taken:
  %data.address = getelementptr i8, ptr %object, i64 {DATA}
  %data = load ptr, ptr %data.address
  store ptr %data, ptr %target
  ret i1 true
unfit:
  ret i1 false
}}

define internal i1 @take_all(ptr %services, i64 %count, ptr %records, ptr %objects) nounwind {{
  %get = load ptr, ptr %services
  br label %head
head:
  %k = phi i64 [ 0, %0 ], [ %k.next, %next ]
  %isLeft = icmp slt i64 %k, %count
  br i1 %isLeft, label %body, label %done
body:
  %object = call ptr %get(ptr %objects, i64 %k)
  %place = mul i64 %k, {RECORD}
  %record = getelementptr i64, ptr %records, i64 %place
  %isTaken = call i1 @take(ptr %services, ptr %record, ptr %object)
  br i1 %isTaken, label %next, label %done
next:
  %k.next = add i64 %k, 1
  br label %head
done:
  %all = phi i1 [ true, %head ], [ false, %body ]
  ret i1 %all
}}

define internal {{i64, i64}} @extent(ptr %record) nounwind {{
  %target.address = getelementptr i64, ptr %record, i64 5
  %target = load ptr, ptr %target.address
  %address = load i64, ptr %target
  %before.address = getelementptr i64, ptr %record, i64 6
  %before = load i64, ptr %before.address
  %behind.address = getelementptr i64, ptr %record, i64 7
  %behind = load i64, ptr %behind.address
  %first = sub i64 %address, %before
  %end = add i64 %address, %behind
  %half = insertvalue {{i64, i64}} undef, i64 %first, 0
  %both = insertvalue {{i64, i64}} %half, i64 %end, 1
  ret {{i64, i64}} %both
}}

; Whether one of the outputs has memory in common with an operand, itself aside.
define internal i1 @overlap(i64 %outputs, ptr %output_records, i64 %count, ptr %records) nounwind {{
  br label %outer
outer:
  %i = phi i64 [ 0, %0 ], [ %i.next, %outer.next ]
  %isOutput = icmp slt i64 %i, %outputs
  br i1 %isOutput, label %start, label %apart
start:
  %i.place = mul i64 %i, {RECORD}
  %output = getelementptr i64, ptr %output_records, i64 %i.place
  %own = call {{i64, i64}} @extent(ptr %output)
  %own.first = extractvalue {{i64, i64}} %own, 0
  %own.end = extractvalue {{i64, i64}} %own, 1
  br label %inner
inner:
  %k = phi i64 [ 0, %start ], [ %k.next, %inner.next ]
  %isOther = icmp slt i64 %k, %count
  br i1 %isOther, label %body, label %outer.next
body:
  %k.place = mul i64 %k, {RECORD}
  %record = getelementptr i64, ptr %records, i64 %k.place
  %isSame = icmp eq ptr %record, %output
  %kind = load i64, ptr %record
  %isNumber = icmp ne i64 %kind, {ARRAY}
  %isNone = or i1 %isSame, %isNumber
  br i1 %isNone, label %inner.next, label %compare
compare:
  %other = call {{i64, i64}} @extent(ptr %record)
  %first = extractvalue {{i64, i64}} %other, 0
  %end = extractvalue {{i64, i64}} %other, 1
  %isBelow = icmp ult i64 %own.first, %end
  %isAbove = icmp ult i64 %first, %own.end
  %isBoth = and i1 %isBelow, %isAbove
  br i1 %isBoth, label %found, label %inner.next
inner.next:
  %k.next = add i64 %k, 1
  br label %inner
outer.next:
  %i.next = add i64 %i, 1
  br label %outer
found:
  ret i1 true
apart:
  ret i1 false
}}

define i32 @{SYMBOL}(ptr %plan, ptr %objects, ptr %places, i32 %may_overlap) nounwind {{
  %services = load ptr, ptr %plan
  %values.address = getelementptr i64, ptr %plan, i64 7
  %values = load i64, ptr %values.address
  %outputs.address = getelementptr i64, ptr %plan, i64 8
  %outputs = load i64, ptr %outputs.address
  %records.count.address = getelementptr i64, ptr %plan, i64 9
  %records.count = load i64, ptr %records.count.address
  %output.records.address = getelementptr i64, ptr %plan, i64 10
  %output.records = load ptr, ptr %output.records.address
  %records.address = getelementptr i64, ptr %plan, i64 11
  %records = load ptr, ptr %records.address
  %fit = call i1 @take_all(ptr %services, i64 %values, ptr %records, ptr %objects)
  br i1 %fit, label %places.start, label %unfit
places.start:
  %places.fit = call i1 @take_all(ptr %services, i64 %outputs, ptr %output.records, ptr %places)
  br i1 %places.fit, label %memory, label %unfit
memory:
  %isDoubtful = icmp ne i32 %may_overlap, 0
  br i1 %isDoubtful, label %overlaps, label %clear
overlaps:
  %meets = call i1 @overlap(i64 %outputs, ptr %output.records, i64 %records.count, ptr %records)
  br i1 %meets, label %unfit, label %clear
clear:
  %k = phi i64 [ 0, %memory ], [ 0, %overlaps ], [ %k.next, %clear.next ]
  %isOutput = icmp slt i64 %k, %outputs
  br i1 %isOutput, label %sum, label %kernel
sum:
  %place = mul i64 %k, {RECORD}
  %record = getelementptr i64, ptr %output.records, i64 %place
  %bytes.address = getelementptr i64, ptr %record, i64 8
  %bytes = load i64, ptr %bytes.address
  %isSum = icmp ne i64 %bytes, 0
  br i1 %isSum, label %zero, label %clear.next
zero:
  %target.address = getelementptr i64, ptr %record, i64 5
  %target = load ptr, ptr %target.address
  %data = load ptr, ptr %target
  call void @llvm.memset.p0.i64(ptr %data, i8 0, i64 %bytes, i1 false)
  br label %clear.next
clear.next:
  %k.next = add i64 %k, 1
  br label %clear
kernel:
  %kernel.address = getelementptr ptr, ptr %plan, i64 1
  %function = load ptr, ptr %kernel.address
  %isMissing = icmp eq ptr %function, null
  br i1 %isMissing, label %checked, label %run
run:
  %input.operands.address = getelementptr ptr, ptr %plan, i64 2
  %input.operands = load ptr, ptr %input.operands.address
  %output.operands.address = getelementptr ptr, ptr %plan, i64 3
  %output.operands = load ptr, ptr %output.operands.address
  %begin.address = getelementptr i64, ptr %plan, i64 4
  %begin = load i64, ptr %begin.address
  %end.address = getelementptr i64, ptr %plan, i64 5
  %end = load i64, ptr %end.address
  %failure.address = getelementptr ptr, ptr %plan, i64 6
  %failure = load ptr, ptr %failure.address
  %save.address = getelementptr ptr, ptr %services, i64 4
  %save = load ptr, ptr %save.address
  %restore.address = getelementptr ptr, ptr %services, i64 5
  %restore = load ptr, ptr %restore.address
  %thread = call ptr %save()
  %status = call i32 %function(ptr %input.operands, ptr %output.operands, i64 %begin, i64 %end, \
ptr null, ptr %failure)
  call void %restore(ptr %thread)
  ret i32 %status
checked:
  ret i32 0
unfit:
  ret i32 {UNFIT}
}}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1 immarg)
"""
